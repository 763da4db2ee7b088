/**
 * What every long computation shares: worker threads, progress, termination, and memory.
 *
 * <p>A computation receives a {@link org.vimmrec.task.Task} and knows nothing of who asked for it. The one that
 * asked (a procedure, the command line, a test) is its {@link org.vimmrec.task.TaskMonitor}: it is told how far the work
 * has come, may end it, and accounts for its memory. Nothing here knows Neo4j.
 */
package org.vimmrec.task;
