package org.vimmrec.cli.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A data set to load into the database.
 *
 * @param name the data set's name
 * @param items the number of items; their ids are 0 to {@code items - 1}
 * @param titles a readable title for each item, or null if the data set has none
 * @param userIds the distinct user ids, ascending
 * @param interactions the interactions of all splits
 * @param modalities the modalities of the items; each has {@code items} rows
 */
public record DataSet(
        String name,
        int items,
        String[] titles,
        int[] userIds,
        InteractionTable interactions,
        List<Modality> modalities) {

    /** A SHA-256 checksum of everything except the name. */
    public String checksum() {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Integer.BYTES + 3)
                .putInt(items)
                .put(flag(interactions.labelled()))
                .put(flag(interactions.rated()))
                .put(flag(interactions.timed()))
                .flip());
        ByteBuffer line = ByteBuffer.allocate(3 * Integer.BYTES + Double.BYTES + Long.BYTES);
        for (int n = 0; n < interactions.size(); n++) {
            line.clear()
                    .putInt(interactions.user(n))
                    .putInt(interactions.item(n))
                    .putInt(interactions.label(n))
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
            throw new IllegalStateException(e); // every Java platform must have SHA-256
        }
    }
}
