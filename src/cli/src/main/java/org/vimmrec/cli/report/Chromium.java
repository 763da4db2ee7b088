package org.vimmrec.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;
import org.vimmrec.cli.process.ShutdownHook;
import org.vimmrec.cli.process.TemporaryFolder;

/**
 * A Chromium without a window, controlled through the Chrome DevTools Protocol. It opens pages that this program has
 * written, so its sandbox, which does not start for root and in many containers, is off.
 */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe");
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final int TIMEOUT_SECONDS = 60;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path program;
    private final Path profile;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final ShutdownHook shutdownHook = new ShutdownHook(this::interrupt);
    private Process process;
    private WebSocket socket;
    private String session;
    private int lastId;
    private boolean closed;
    private volatile boolean interrupted;

    /**
     * Starts a browser with an empty page.
     *
     * @throws CommandFailure if it does not start
     */
    Chromium(Path program) throws IOException {
        this.program = program;
        profile = Files.createTempDirectory("vimmrec-browser-");
        log = profile.resolve("stderr.txt");
        try {
            shutdownHook.register();
            start();
            socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(address()), new Messages(messages))
                    .join();
            String target = send("Target.createTarget", Map.of("url", "about:blank"))
                    .path("targetId")
                    .asText();
            session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .path("sessionId")
                    .asText();
        } catch (RuntimeException | IOException e) {
            close();
            throw e;
        }
    }

    /** Synchronized, so that the shutdown hook ends a browser that is starting. */
    private synchronized void start() throws IOException {
        if (closed) {
            throw interruption(null);
        }
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile.resolve("profile"),
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log.toFile())
                .start();
    }

    /**
     * Finds the browser.
     *
     * @param given the program to use; null for the first one on the PATH
     * @throws CommandFailure if there is none
     */
    static Path find(Path given) {
        if (given != null) {
            if (!Files.isExecutable(given)) {
                throw new CommandFailure("--browser " + given + ": not a program");
            }
            return given;
        }
        for (String name : NAMES) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                    return program;
                }
            }
        }
        throw new CommandFailure("--format svg and png need Chromium or Chrome, and there is none on the PATH. "
                + "Install it, name it with --browser, or open report.html in any browser.");
    }

    private String address() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            Matcher address = ADDRESS.matcher(Files.readString(log));
            if (address.find()) {
                return address.group(1);
            }
            pause();
        }
        if (interrupted) {
            throw interruption(null);
        }
        throw new CommandFailure(program + " did not start: "
                + MessageText.abbreviate(Files.readString(log).strip()));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interruption(e);
        }
    }

    private static CommandFailure interruption(Throwable cause) {
        return new CommandFailure(ExitCode.INTERRUPTED, "interrupted while the browser was drawing the charts", cause);
    }

    /**
     * Sends a command and waits for its result. Events that come first are kept.
     *
     * @throws CommandFailure if the browser refuses it or does not answer
     */
    JsonNode send(String method, Map<String, Object> parameters) throws IOException {
        int id = ++lastId;
        Map<String, Object> command = session == null
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
        socket.sendText(MAPPER.writeValueAsString(command), true).join();
        while (true) {
            JsonNode message = receive(method);
            if (message.path("id").asInt() != id) {
                events.add(message);
            } else if (message.has("error")) {
                throw new CommandFailure("the browser refuses " + method + ": " + message.get("error"));
            } else {
                return message.path("result");
            }
        }
    }

    private JsonNode receive(String method) throws IOException {
        try {
            String message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new CommandFailure("the browser does not answer to " + method);
            }
            return MAPPER.readTree(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interruption(e);
        }
    }

    /**
     * Opens a page and waits until it has been drawn.
     *
     * @throws CommandFailure if the browser cannot read the page, or does not draw it within a minute
     */
    void open(Path page) throws IOException {
        send("Page.enable", Map.of());
        JsonNode opened = send("Page.navigate", Map.of("url", page.toUri().toString()));
        if (opened.hasNonNull("errorText")) {
            throw new CommandFailure(program + " cannot open " + page + " ("
                    + opened.get("errorText").asText()
                    + "). A Chromium from a snap reads files below your home folder only: name such a folder with "
                    + "--report, or another browser with --browser.");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!evaluate("document.readyState === 'complete' && document.documentElement.dataset.drawn === 'yes'")
                .asBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(page + ": the browser did not draw the page within " + TIMEOUT_SECONDS + " s");
            }
            pause();
        }
    }

    /**
     * Evaluates a JavaScript expression in the page.
     *
     * @return its value as JSON; of a promise, the value that it resolves to
     */
    JsonNode evaluate(String expression) throws IOException {
        JsonNode result =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new CommandFailure("the page failed: " + result.get("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** The events so far, the first first. */
    List<JsonNode> events() {
        return events;
    }

    private void interrupt() {
        interrupted = true;
        try {
            close();
        } catch (IOException e) {
            System.err.println("vimmrec: the folder " + profile + " of the browser could not be deleted (" + e + ")");
        }
    }

    /** Ends the browser and deletes its profile. A second call does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (!interrupted) {
            shutdownHook.remove();
        }
        if (socket != null) {
            socket.abort();
        }
        if (process != null) {
            // Listed before the browser ends, because its processes then have another parent.
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
            process.onExit().join();
        }
        TemporaryFolder.delete(profile);
    }

    /** Collects the parts of messages. */
    private record Messages(BlockingQueue<String> whole, StringBuilder part) implements WebSocket.Listener {

        Messages(BlockingQueue<String> whole) {
            this(whole, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                whole.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
