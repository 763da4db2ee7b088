package org.vimmrec.task;

/**
 * The host of a task: it receives the progress, may terminate the task, and limits its memory. All methods are called
 * on the thread that started the task, never on its workers, so an implementation need not be thread-safe.
 */
public interface TaskMonitor {

    /** Never terminates the task, ignores progress and sets no limit. For tests and short tasks. */
    TaskMonitor NONE = new TaskMonitor() {
        @Override
        public void checkTermination() {}

        @Override
        public void progress(String phase, int percent) {}

        @Override
        public void allocate(long bytes) {}
    };

    /** Throws an exception of the host if the task must stop. */
    void checkTermination();

    /**
     * Receives the progress of a phase.
     *
     * @param phase the name of the phase, such as {@code "similarity visual"}
     * @param percent the progress, 0 to 100, which never falls within a phase
     */
    void progress(String phase, int percent);

    /**
     * Accounts for heap that the task is about to take and holds until it ends.
     *
     * @param bytes at least 0
     * @throws RuntimeException an exception of the host if its limit is exceeded
     */
    void allocate(long bytes);
}
