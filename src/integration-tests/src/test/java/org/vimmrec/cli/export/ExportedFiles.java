package org.vimmrec.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Files of an export, written without the command. */
public final class ExportedFiles {

    private ExportedFiles() {}

    /** Writes the embeddings and the real interactions of a data set in MMRec's layout. */
    public static void write(Path folder, DataSet dataSet, String name) throws IOException {
        ExportWriter writer = new ExportWriter(folder, dataSet, Layout.MMREC, name);
        writer.writeFeatures(null);
        writer.writeReal(null, false);
    }

    /**
     * The content of the file with the neighbours by the fused similarity.
     *
     * @param weights the weights of the modalities, which are added up in this order
     * @param file an auxiliary file
     */
    public static byte[] fused(List<Modality> modalities, double[] weights, int topK, Path file) throws IOException {
        FusedNeighbours.of(modalities, weights, topK, new Task(1, TaskMonitor.NONE))
                .writeNpz(file);
        return Files.readAllBytes(file);
    }
}
