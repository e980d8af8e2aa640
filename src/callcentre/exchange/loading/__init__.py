"""One file per group of kinds: rows that were read are compared with what is stored and written by the acts."""
