@echo off
rem Readies .venv as pyproject.toml pins it; %1 is the option for uv's groups. Called by run.cmd and test.cmd.
setlocal
set UV_VERSION=0.13.9
set UV_COMPILE_BYTECODE=1
cd /d "%~dp0.."
set PYTHON=py -3
where py >nul 2>nul || set PYTHON=python
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
    echo Python 3.11 or newer is needed: install it for this user and tick "Add python.exe to PATH".
    exit /b 1
)
if not exist build\uv\Scripts\uv.exe (
    %PYTHON% -m venv build\uv || exit /b 1
    build\uv\Scripts\python.exe -m pip install --quiet uv==%UV_VERSION% || exit /b 1
)
build\uv\Scripts\uv.exe sync --quiet --inexact %1
