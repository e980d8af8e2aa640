@echo off
rem Sets everything up and starts Callcentre on demo data. Needs an installed Python 3.11 or newer.
call "%~dp0setup.cmd" --no-dev || exit /b 1
"%~dp0..\.venv\Scripts\callcentre.exe" --demo %*
