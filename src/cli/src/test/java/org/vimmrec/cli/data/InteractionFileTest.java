package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.cli.process.CommandFailure;

class InteractionFileTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadUsersAndItemsAlone() throws IOException {
        InteractionTable interactions = read("userID\titemID\n7\t2\n7\t0\n3\t9\n");
        assertThat(interactions.size()).isEqualTo(3);
        assertThat(interactions.labelled()).isFalse();
        assertThat(interactions.rated()).isFalse();
        assertThat(interactions.timed()).isFalse();
        assertThat(interactions.user(2)).isEqualTo(3);
        assertThat(interactions.item(2)).isEqualTo(9);
        assertThat(interactions.label(2)).isEqualTo(InteractionTable.TRAINING);
        assertThat(interactions.size(InteractionTable.TRAINING)).isEqualTo(3);
        assertThat(interactions.userIds()).containsExactly(3, 7);
    }

    @Test
    void shouldReadColumnsWithTypesInAnyOrderAndIgnoreOthers() throws IOException {
        InteractionTable interactions =
                read("x_label:float\treview\titemID:token\trating:float\ttimestamp:float\tuserID:token\n"
                        + "2\tgreat\u00e9\t4\t3.5\t1577836800000\t11\n"
                        + "0\t\t5\t-1e1\t8.38985046e8\t12\n");
        assertThat(interactions.user(0)).isEqualTo(11);
        assertThat(interactions.item(0)).isEqualTo(4);
        assertThat(interactions.label(0)).isEqualTo(InteractionTable.TEST);
        assertThat(interactions.rating(0)).isEqualTo(3.5);
        assertThat(interactions.timestamp(0)).isEqualTo(1_577_836_800_000L);
        assertThat(interactions.label(1)).isEqualTo(InteractionTable.TRAINING);
        assertThat(interactions.rating(1)).isEqualTo(-10);
        assertThat(interactions.timestamp(1)).isEqualTo(838_985_046L);
        assertThat(interactions.size(InteractionTable.TEST)).isEqualTo(1);
        assertThat(interactions.size(InteractionTable.VALIDATION)).isZero();
    }

    @Test
    void shouldAcceptWindowsLineEndingsAByteOrderMarkAndBlankLines() throws IOException {
        InteractionTable interactions = read("\ufeffuserID\titemID\r\n1\t2\r\n\r\n3\t4");
        assertThat(interactions.size()).isEqualTo(2);
        assertThat(interactions.item(1)).isEqualTo(4);
    }

    @Test
    void shouldKeepRepeatedInteractions() throws IOException {
        assertThat(read("userID\titemID\n1\t2\n1\t2\n").size()).isEqualTo(2);
    }

    @Test
    void shouldReadManyLinesAndReportProgress() throws IOException {
        StringBuilder text = new StringBuilder("userID\titemID\tx_label\trating\ttimestamp\n");
        for (int n = 0; n < 100_000; n++) {
            text.append(n)
                    .append('\t')
                    .append(n % 10)
                    .append('\t')
                    .append(n % 3)
                    .append('\t')
                    .append(n / 2.0)
                    .append('\t')
                    .append(n)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("a.inter"), text);
        List<Long> told = new ArrayList<>();
        InteractionTable interactions = InteractionFile.read(file, 10, told::add);
        assertThat(interactions.size()).isEqualTo(100_000);
        assertThat(interactions.user(99_999)).isEqualTo(99_999);
        assertThat(interactions.item(99_998)).isEqualTo(8);
        assertThat(interactions.label(99_998)).isEqualTo(2);
        assertThat(interactions.rating(99_999)).isEqualTo(49_999.5);
        assertThat(interactions.timestamp(99_999)).isEqualTo(99_999);
        assertThat(told).singleElement().satisfies(bytes -> assertThat(bytes).isBetween(1L, Files.size(file)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            _,3,0,1,1           | userID must be a whole number from 0 to 2147483647, found []
            -1,3,0,1,1          | userID must be a whole number from 0 to 2147483647, found [-1]
            A2,3,0,1,1          | userID must be a whole number from 0 to 2147483647, found [A2]
            2147483648,3,0,1,1  | userID must be a whole number from 0 to 2147483647, found [2147483648]
            18446744073709551617,3,0,1,1 | userID must be a whole number from 0 to 2147483647, found [18446744073709551617]
            1,1.5,0,1,1         | itemID must be a whole number from 0 to 2147483647, found [1.5]
            1,10,0,1,1          | itemID 10, but the feature files only have rows for the items 0 to 9
            1,3,3,1,1           | x_label must be 0 (training), 1 (validation) or 2 (test), found [3]
            1,3,_,1,1           | x_label must be 0 (training), 1 (validation) or 2 (test), found []
            1,3,1,high,1        | rating must be a finite number, found [high]
            1,3,1,NaN,1         | rating must be a finite number, found [NaN]
            1,3,1,2,1.5         | timestamp must be a whole number, found [1.5]
            1,3,1,2,now         | timestamp must be a whole number, found [now]
            """)
    void shouldNameTheFileTheLineAndTheValue(String line, String message) throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.inter"),
                "userID\titemID\tx_label\trating\ttimestamp\n" + "2147483647\t9\t2\t1\t1\n"
                        + line.replace("_", "").replace(',', '\t') + "\n");
        assertThatThrownBy(() -> InteractionFile.read(file, 10, bytes -> {}))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(file + " line 3: " + message);
    }

    @Test
    void shouldReadWholeNumbersWrittenAsFloatsInEveryColumn() throws IOException {
        InteractionTable interactions = read("userID\titemID\tx_label\ttimestamp\n12.0\t3.0\t2.0\t7.0\n1e3\t5.\t1\t8\n"
                + "2147483647.0\t0.0\t0.00\t1.5e9\n");
        assertThat(interactions.userIds()).containsExactly(12, 1000, Integer.MAX_VALUE);
        assertThat(interactions.item(0)).isEqualTo(3);
        assertThat(interactions.item(1)).isEqualTo(5);
        assertThat(interactions.label(0)).isEqualTo(InteractionTable.TEST);
        assertThat(interactions.label(2)).isEqualTo(InteractionTable.TRAINING);
        assertThat(interactions.timestamp(0)).isEqualTo(7);
        assertThat(interactions.timestamp(2)).isEqualTo(1_500_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12.5",
                "-1.0",
                "2147483648.0",
                "1e300",
                "NaN",
                "Infinity",
                "1d",
                "1f",
                "0x1p3",
                "1.0.0",
                "e",
                "1 2"
            })
    void shouldRejectIdsThatAreNotWholeNumbers(String id) {
        assertFails(
                "userID\titemID\n" + id + "\t1\n",
                " line 2: userID must be a whole number from 0 to 2147483647, found [" + id + "]");
        assertFails(
                "userID\titemID\n1\t" + id + "\n",
                " line 2: itemID must be a whole number from 0 to 2147483647, found [" + id + "]");
    }

    @Test
    void shouldAbbreviateALongValue() {
        for (String text : List.of(
                "userID\titemID\n" + "9".repeat(3_000_000) + "\t1\n",
                "userID\titemID\trating\n1\t1\t" + "x".repeat(3_000_000) + "\n",
                "n".repeat(3_000_000) + "\n1\n")) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("...]")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(400));
        }
    }

    @Test
    void shouldNameTheLineWithTooFewColumns() {
        assertFails("userID\titemID\tx_label\n1\t2\t0\n3\t4\n", " line 3: expected at least 3 columns, found 2");
    }

    @Test
    void shouldListTheColumnsIfOneIsMissing() {
        assertFails(
                "user,item\n1,2\n", " line 1: the header has no column [userID]; found [user,item], separated by tabs");
        assertFails(
                "userID\titem\n",
                " line 1: the header has no column [itemID]; found [userID, item], separated by tabs");
    }

    @Test
    void shouldRejectADuplicateColumn() {
        assertFails("userID\titemID\tuserID:token\n", " line 1: the header has two columns [userID]");
    }

    @Test
    void shouldRejectAFileWithoutInteractions() {
        assertFails("", ": the file is empty. Expected a header line with userID and itemID.");
        assertFails("userID\titemID\n", ": no interactions after the header");
    }

    private InteractionTable read(String text) throws IOException {
        Path file = Files.write(folder.resolve("a.inter"), text.getBytes(StandardCharsets.UTF_8));
        return InteractionFile.read(file, 10, bytes -> {});
    }

    private void assertFails(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(folder.resolve("a.inter") + message);
    }
}
