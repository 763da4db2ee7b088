package org.vimmrec.cli.data;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.mmrec.InteractionLine;

/** Reads a file of interactions as MMRec and RecBole write it; see {@link InteractionLine}. Blank lines are ignored. */
public final class InteractionFile {

    private InteractionFile() {}

    /**
     * Reads the whole file.
     *
     * @param items the number of items in the data set
     * @param progress receives the number of bytes read so far
     * @throws CommandFailure if a line is malformed; the message names the file, the line and the value
     * @throws IOException if the file cannot be read
     */
    static InteractionTable read(Path file, int items, LongConsumer progress) throws IOException {
        // In this encoding every byte is a character, so columns that are ignored cannot fail to decode.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return read(reader, file, items, progress);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private static InteractionTable read(BufferedReader reader, Path file, int items, LongConsumer progress)
            throws IOException {
        String text = reader.readLine();
        if (text == null) {
            throw new CommandFailure(file + ": the file is empty. Expected a header line with userID and itemID.");
        }
        InteractionLine line = new InteractionLine(file.toString(), text);
        InteractionTable interactions = new InteractionTable(line.labelled(), line.rated(), line.timed());
        long bytes = text.length();
        long number = 1;
        while ((text = reader.readLine()) != null) {
            number++;
            bytes += text.length() + 1;
            if ((number & 0xffff) == 0) {
                progress.accept(bytes);
            }
            if (text.isBlank()) {
                continue;
            }
            line.read(text, number);
            int item = line.item(items);
            interactions.add(line.user(), item, line.label(), line.rating(), line.timestamp());
        }
        if (interactions.size() == 0) {
            throw new CommandFailure(file + ": no interactions after the header");
        }
        return interactions;
    }

    /**
     * Copies a file of interactions without {@code x_label} and adds this column. The other columns stay as they are.
     *
     * @param labelled the interactions of the file, with labels
     */
    public static void copyWithLabels(Path from, Path to, InteractionTable labelled) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(from, StandardCharsets.ISO_8859_1);
                BufferedWriter writer = Files.newBufferedWriter(to, StandardCharsets.ISO_8859_1)) {
            writer.append(reader.readLine()).append("\tx_label\n");
            int n = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    writer.append(line)
                            .append('\t')
                            .append(Integer.toString(labelled.label(n++)))
                            .append('\n');
                }
            }
        }
    }

    /** The names in the header as they are written, by the name without a type. */
    public static Map<String, String> columnNames(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            Map<String, String> names = new HashMap<>();
            for (String name :
                    InteractionLine.withoutByteOrderMark(reader.readLine()).split("\t", -1)) {
                names.put(InteractionLine.withoutType(name), name);
            }
            return names;
        }
    }
}
