package org.vimmrec.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.PropertiesDefaultProvider;

/**
 * A properties file with values of options. A key is an option without its hyphens, such as {@code top-k}, or for one
 * command alone {@code vimmrec.evaluate.seeds}. Options on the command line win.
 */
final class ConfigFile {

    static final String OPTION = "--config";

    private ConfigFile() {}

    /**
     * Makes the file that the arguments name, if any, the source of default values.
     *
     * @throws CommandFailure if the file cannot be read, or has a key that is no option
     */
    static void apply(CommandLine commandLine, String[] arguments) {
        Path file = named(arguments);
        if (file == null) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(OPTION + " " + file + ": cannot be read (" + e + ")", e);
        }
        Set<String> known = new TreeSet<>();
        addKeys(commandLine, known);
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!known.contains(key)) {
                String suggestion = Suggestions.nearest(key, known);
                throw new CommandFailure(file + ": there is no option [" + MessageText.abbreviate(key) + "]"
                        + (suggestion == null ? "" : "; did you mean " + suggestion + "?"));
            }
        }
        commandLine.setDefaultValueProvider(new PropertiesDefaultProvider(properties));
    }

    private static Path named(String[] arguments) {
        for (int n = 0; n < arguments.length; n++) {
            if (arguments[n].startsWith(OPTION + "=")) {
                return Path.of(arguments[n].substring(OPTION.length() + 1));
            }
            if (arguments[n].equals(OPTION) && n + 1 < arguments.length) {
                return Path.of(arguments[n + 1]);
            }
        }
        return null;
    }

    private static void addKeys(CommandLine command, Set<String> keys) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            String key = option.longestName().replaceFirst("^-+", "");
            if (!option.usageHelp()
                    && !option.versionHelp()
                    && !option.longestName().equals(OPTION)) {
                keys.add(key);
                keys.add(command.getCommandSpec().qualifiedName(".") + "." + key);
            }
        }
        command.getSubcommands().values().forEach(subcommand -> addKeys(subcommand, keys));
    }
}
