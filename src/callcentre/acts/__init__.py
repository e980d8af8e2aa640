"""What staff do: one file per noun, one function per act, one transaction each.

An act takes a unit of work and plain values, and writes rows, events, projections and
outbox together. Window, command line, imports, demo and tests all call these.
"""
