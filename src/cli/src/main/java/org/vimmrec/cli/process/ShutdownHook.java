package org.vimmrec.cli.process;

/**
 * An action that runs when the process is told to stop, as by Ctrl-C. The thread that was running goes on meanwhile, so
 * the action must be safe beside it.
 */
public final class ShutdownHook {

    private static volatile boolean stopping;

    private final Thread thread;

    /** The hook has no effect until it is registered. */
    public ShutdownHook(Runnable action) {
        thread = new Thread(
                () -> {
                    stopping = true;
                    action.run();
                },
                "vimmrec-shutdown");
    }

    /** Whether the process has been told to stop. Failures from then on are consequences of what hooks do. */
    public static boolean isStopping() {
        return stopping;
    }

    /** @throws CommandFailure if the process is already stopping */
    public void register() {
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException stopping) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", stopping);
        }
    }

    /**
     * Removes the hook.
     *
     * @return false if the process is already stopping, so that the action runs anyway
     */
    public boolean remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
            return true;
        } catch (IllegalStateException stopping) {
            return false;
        }
    }
}
