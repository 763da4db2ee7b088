package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;

/** Reads the TikTok data set as the input of core. Tests that need it are skipped if it is missing. */
final class TikTok {

    private TikTok() {}

    static DataSet read() {
        return MmrecFolder.read(folder(), bytes -> {});
    }

    /** The folder of the data set. */
    static Path folder() {
        Path data = Path.of(System.getenv().getOrDefault("VIMMREC_TIKTOK", "../shared/data/tiktok"));
        Assumptions.assumeTrue(
                Files.isDirectory(data),
                () -> "no TikTok data set in " + data + "; set the environment variable VIMMREC_TIKTOK to its folder");
        return data;
    }

    /** The modalities image and audio, in this order. */
    static List<EmbeddingMatrix> modalities(DataSet dataSet) {
        List<EmbeddingMatrix> modalities = new ArrayList<>();
        for (String name : List.of("image", "audio")) {
            Modality modality = dataSet.modalities().stream()
                    .filter(m -> m.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            modalities.add(modality.embeddings().matrix());
        }
        return modalities;
    }

    /** The ten nearest neighbours of each item, by modality. */
    static List<Neighbours> neighbours(List<EmbeddingMatrix> modalities, Task task) {
        return modalities.stream()
                .map(modality -> ExactNeighbours.search(
                        new FusedSimilarity(List.of(modality), new double[] {1}), 10, 0, "similarity", task))
                .toList();
    }

    /** The interactions of one split of the data set. */
    static org.vimmrec.sparse.Interactions interactions(DataSet dataSet, int label) {
        InteractionTable all = dataSet.interactions();
        List<List<Integer>> itemsOfUser = new ArrayList<>();
        for (int user : dataSet.userIds()) {
            assertThat(user).isEqualTo(itemsOfUser.size()); // the ids of this data set are consecutive
            itemsOfUser.add(new ArrayList<>());
        }
        for (int n = 0; n < all.size(); n++) {
            if (all.label(n) == label) {
                itemsOfUser.get(all.user(n)).add(all.item(n));
            }
        }
        var builder = new org.vimmrec.sparse.Interactions.Builder(false);
        for (List<Integer> items : itemsOfUser) {
            items.forEach(item -> builder.add(item, 1));
            builder.endUser();
        }
        return builder.build();
    }
}
