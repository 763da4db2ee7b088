@echo off
rem Starts VI-MMRec from any folder. JAVA_HOME names the Java to use, and JAVA_OPTS adds options to it.
setlocal
set "JAVA_COMMAND=java"
if defined JAVA_HOME set "JAVA_COMMAND=%JAVA_HOME%\bin\java"
"%JAVA_COMMAND%" %JAVA_OPTS% -jar "%~dp0..\vimmrec.jar" %*
exit /b %ERRORLEVEL%
