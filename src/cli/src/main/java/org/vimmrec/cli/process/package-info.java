/** How the process ends: failures with an exit code, and what is cleaned up when it is told to stop. */
package org.vimmrec.cli.process;
