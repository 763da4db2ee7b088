package org.vimmrec.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A data set on its way into the database.
 *
 * @param name         what to call it
 * @param items        how many items there are; their ids are 0 to {@code items - 1}
 * @param titles       a readable title for each item, or null where the data set has none
 * @param userIds      the users' ids, ascending, each once
 * @param interactions who interacted with what
 * @param modalities   what describes the items; each has {@code items} rows
 */
record DataSet(String name, int items, String[] titles, int[] userIds, Interactions interactions,
               List<Modality> modalities) {

    /** A SHA-256 of everything but the name: equal for equal data sets. */
    String checksum() {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Integer.BYTES + 3).putInt(items).put(flag(interactions.labelled()))
                .put(flag(interactions.rated())).put(flag(interactions.timed())).flip());
        ByteBuffer line = ByteBuffer.allocate(3 * Integer.BYTES + Double.BYTES + Long.BYTES);
        for (int n = 0; n < interactions.size(); n++) {
            line.clear().putInt(interactions.user(n)).putInt(interactions.item(n)).putInt(interactions.label(n))
                    .putDouble(interactions.rated() ? interactions.rating(n) : 0)
                    .putLong(interactions.timed() ? interactions.timestamp(n) : 0);
            digest.update(line.flip());
        }
        for (int item = 0; titles != null && item < items; item++) {
            digest.update((titles[item] + '\n').getBytes(StandardCharsets.UTF_8));
        }
        for (Modality modality : modalities) {
            digest.update((modality.name() + '\n' + modality.property() + '\n').getBytes(StandardCharsets.UTF_8));
            Embeddings embeddings = modality.embeddings();
            ByteBuffer row = ByteBuffer.allocate(1 + embeddings.dimension() * Double.BYTES);
            for (int item = 0; item < items; item++) {
                row.clear();
                Object embedding = embeddings.propertyOf(item);
                if (embedding instanceof double[] doubles) {
                    row.put((byte) Double.BYTES).asDoubleBuffer().put(doubles);
                    row.position(1 + doubles.length * Double.BYTES);
                } else if (embedding instanceof float[] floats) {
                    row.put((byte) Float.BYTES).asFloatBuffer().put(floats);
                    row.position(1 + floats.length * Float.BYTES);
                } else {
                    row.put((byte) 0);
                }
                digest.update(row.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
