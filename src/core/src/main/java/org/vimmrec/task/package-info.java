/**
 * Worker threads, progress, termination and memory limits of long computations.
 *
 * <p>A computation receives a {@link org.vimmrec.task.Task} and does not know its host, which may be a procedure, a
 * Spark job or a test. The host implements {@link org.vimmrec.task.TaskMonitor}: it receives the progress, may
 * terminate the task, and accounts for its memory. Workers use a {@link org.vimmrec.task.WorkerContext}.
 */
package org.vimmrec.task;
