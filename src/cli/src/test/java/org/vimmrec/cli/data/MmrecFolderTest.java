package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.process.CommandFailure;

class MmrecFolderTest {

    @TempDir
    private Path folder;

    @Test
    void shouldNameModalitiesAndPropertiesAfterTheFiles() throws IOException {
        interactions("0\t0\n");
        features("image", 2, 3);
        features("text", 2, 4);
        features("audio", 2, 5);
        features("smell", 2, 6);
        assertThat(read().modalities())
                .extracting(modality -> modality.name() + " " + modality.property() + " "
                        + modality.embeddings().dimension())
                .containsExactly(
                        "audio audioEmbedding 5",
                        "image imageEmbedding 3",
                        "smell smellEmbedding 6",
                        "text textEmbedding 4");
    }

    @Test
    void shouldIgnoreTheVirtualInteractionsOfAnExport() throws IOException {
        Files.writeString(folder.resolve("virtual.inter"), "userID\titemID\tweight\n0\t1\t0.1\n");
        features("image", 2, 3);
        assertThat(read().name()).as("the only file").isEqualTo("virtual");
        interactions("0\t0\n");
        assertThat(read().name()).isEqualTo("shop");
        Files.writeString(folder.resolve("other.inter"), "userID\titemID\n0\t1\n");
        assertThatThrownBy(this::read).hasMessageContaining("[other.inter, shop.inter, virtual.inter]");
    }

    @Test
    void shouldKeepItemsWithoutInteractions() throws IOException {
        interactions("5\t0\n2\t1\n5\t1\n");
        features("image", 4, 3);
        DataSet dataSet = read();
        assertThat(dataSet.name()).isEqualTo("shop");
        assertThat(dataSet.items()).isEqualTo(4);
        assertThat(dataSet.userIds()).containsExactly(2, 5);
        assertThat(dataSet.interactions().size()).isEqualTo(3);
        assertThat(dataSet.titles()).isNull();
    }

    @Test
    void shouldRejectAnInteractionWithAnItemWithoutARow() throws IOException {
        interactions("0\t0\n0\t4\n");
        features("image", 4, 3);
        assertFails("shop.inter line 3: itemID 4, but the feature files only have rows for the items 0 to 3");
    }

    @Test
    void shouldRejectFeatureFilesWithDifferentNumbersOfRows() throws IOException {
        interactions("0\t0\n");
        features("image", 4, 3);
        features("text", 5, 3);
        assertFails("image_feat.npy has 4 rows and text_feat.npy has 5. Each file must have a row for every item");
    }

    @Test
    void shouldRejectTwoFilesForOneModality() throws IOException {
        interactions("0\t0\n");
        features("Image", 4, 3);
        features("image", 4, 3);
        assertFails("two feature files for the modality [image]");
    }

    @Test
    void shouldNameMissingFiles() throws IOException {
        assertFails("expected one *.inter file, found none");
        interactions("0\t0\n");
        assertFails("no feature files. Expected a file <name>_feat.npy for each modality");
        Files.writeString(folder.resolve("other.inter"), "");
        assertFails("expected one *.inter file, found [other.inter, shop.inter]");
        assertThatThrownBy(() -> MmrecFolder.read(folder.resolve("nowhere"), bytes -> {}))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(folder.resolve("nowhere") + ": no such folder");
    }

    @Test
    void shouldNameFileRowColumnAndValueOfANumberThatIsNotFinite() throws IOException {
        interactions("0\t0\n");
        float[][] rows = new float[9][3];
        rows[7][2] = Float.NaN;
        rows[8][0] = Float.POSITIVE_INFINITY;
        NumpyFiles.write(folder.resolve("image_feat.npy"), rows);
        assertFails(
                "image_feat.npy row 7, column 2 (counted from 0): NaN is not a finite number. Correct the file, or skip "
                        + "such embeddings with --invalid-embeddings skip.");
        rows[7][2] = 0;
        NumpyFiles.write(folder.resolve("image_feat.npy"), rows);
        assertFails("image_feat.npy row 8, column 0 (counted from 0): Infinity is not");
        NumpyFiles.write(
                folder.resolve("image_feat.npy"),
                1,
                NumpyFiles.header(">f8", false, "(1, 1)"),
                ByteBuffer.allocate(8).putDouble(Double.NEGATIVE_INFINITY).array());
        assertFails("image_feat.npy row 0, column 0 (counted from 0): -Infinity is not");
    }

    @Test
    void shouldSkipSuchEmbeddingsOnRequest() throws IOException {
        interactions("0\t0\n");
        NumpyFiles.write(folder.resolve("image_feat.npy"), new float[][] {
            {1, 2}, {Float.NaN, 0}, {0, Float.NEGATIVE_INFINITY}
        });
        Embeddings embeddings =
                MmrecFolder.read(folder, true, bytes -> {}).modalities().get(0).embeddings();
        assertThat(embeddings.propertyOf(0)).isEqualTo(new float[] {1, 2});
        assertThat(embeddings.propertyOf(1)).isNull();
        assertThat(embeddings.of(2)).isNull();
    }

    @Test
    void shouldChangeTheChecksumWithTheContents() throws IOException {
        interactions("0\t0\n1\t1\n");
        features("image", 2, 3);
        String checksum = read().checksum();
        assertThat(read().checksum()).isEqualTo(checksum);
        interactions("0\t0\n1\t0\n");
        assertThat(read().checksum()).isNotEqualTo(checksum);
        interactions("0\t0\n1\t1\n");
        NumpyFiles.write(folder.resolve("image_feat.npy"), new float[][] {{0, 0, 0}, {0, 0, 1}});
        assertThat(read().checksum()).isNotEqualTo(checksum);
        features("image", 2, 3);
        assertThat(read().checksum()).isEqualTo(checksum);
    }

    private void interactions(String lines) throws IOException {
        Files.writeString(folder.resolve("shop.inter"), "userID\titemID\n" + lines);
    }

    private void features(String name, int items, int dimension) throws IOException {
        NumpyFiles.write(folder.resolve(name + "_feat.npy"), new float[items][dimension]);
    }

    private DataSet read() {
        return MmrecFolder.read(folder, bytes -> {});
    }

    private void assertFails(String message) {
        assertThatThrownBy(this::read)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }
}
