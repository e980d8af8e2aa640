"""The file's side of the exchange with a server; `callcentre.store.exchange_file` puts it together."""
