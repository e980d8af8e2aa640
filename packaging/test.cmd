@echo off
rem Sets everything up and runs the tests. Needs an installed Python 3.11 or newer.
call "%~dp0setup.cmd" --group=dev || exit /b 1
cd /d "%~dp0.."
".venv\Scripts\python.exe" -m pytest %*
