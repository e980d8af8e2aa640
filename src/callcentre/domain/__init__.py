"""The rules of a hotline as pure functions and tables of data: no clock, no files, no SQL, no Qt."""
