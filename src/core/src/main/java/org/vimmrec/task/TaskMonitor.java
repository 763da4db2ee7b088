package org.vimmrec.task;

/**
 * The one a computation works for. All methods are called from the thread that started the computation, never from
 * its workers, so an implementation need not be thread-safe.
 */
public interface TaskMonitor {

    /** Nobody: never ends the work, hears no progress, sets no limit. For tests and for work too short to matter. */
    TaskMonitor NONE = new TaskMonitor() {
        @Override
        public void checkTermination() {
        }

        @Override
        public void progress(String phase, int percent) {
        }

        @Override
        public void allocate(long bytes) {
        }
    };

    /** Returns normally while the work is wanted; throws an exception of the host's own when it is to end. */
    void checkTermination();

    /**
     * @param phase what is being done, such as {@code "similarity visual"}
     * @param percent how much of it is done, 0 to 100, never falling within a phase
     */
    void progress(String phase, int percent);

    /**
     * Accounts for heap that the computation is about to take and will hold until it ends.
     *
     * @param bytes at least 0
     * @throws RuntimeException of the host's own where its limit does not allow it
     */
    void allocate(long bytes);
}
