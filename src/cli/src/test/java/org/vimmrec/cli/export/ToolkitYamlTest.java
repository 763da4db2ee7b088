package org.vimmrec.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.data.Modality;

class ToolkitYamlTest {

    private static List<Modality> modalities(String... names) {
        return Arrays.stream(names)
                .map(name -> new Modality(name, name + "Embedding", null))
                .toList();
    }

    private static String roles(String... names) {
        ToolkitModalities roles = ToolkitModalities.of(modalities(names));
        return (roles.vision() == null ? "-" : roles.vision().name())
                + " " + (roles.text() == null ? "-" : roles.text().name())
                + " " + roles.others().stream().map(Modality::name).toList();
    }

    @Test
    void shouldAssignVisionAndTextByNameAndThenByOrder() {
        assertThat(roles("audio", "image", "text")).isEqualTo("image text [audio]");
        assertThat(roles("audio", "image")).isEqualTo("image audio []");
        assertThat(roles("audio", "text")).isEqualTo("audio text []");
        assertThat(roles("smell", "taste", "touch")).isEqualTo("smell taste [touch]");
        assertThat(roles("Text")).isEqualTo("- Text []");
        assertThat(roles("audio")).isEqualTo("audio - []");
        assertThat(roles("t", "text")).isEqualTo("- t [text]");
    }

    @Test
    void shouldGiveMrlibTheNamesThatItKnows() {
        List<Modality> modalities = modalities("audio", "img", "smell");
        ToolkitModalities roles = ToolkitModalities.of(modalities);
        assertThat(modalities.stream().map(roles::mrlibName)).containsExactly("text", "img", "smell");
        List<Modality> unknown = modalities("x", "y");
        assertThat(unknown.stream().map(ToolkitModalities.of(unknown)::mrlibName))
                .containsExactly("image", "text");
    }

    @Test
    void shouldNameFilesAndColumns() {
        assertThat(ToolkitYaml.of(
                        Layout.MMREC,
                        "Bob's.inter",
                        Map.of("userID", "userID:token", "itemID", "itemID"),
                        modalities("audio", "image")))
                .contains(
                        "USER_ID_FIELD: 'userID:token'\nITEM_ID_FIELD: 'itemID'\nTIME_FIELD: 'timestamp'\n"
                                + "inter_splitting_label: 'x_label'\n",
                        "inter_file_name: 'Bob''s.inter'\n",
                        "vision_feature_file: 'image_feat.npy'\ntext_feature_file: 'audio_feat.npy'\n");
        assertThat(ToolkitYaml.of(Layout.MMREC, "a.inter", Map.of(), modalities("audio")))
                .contains("vision_feature_file: 'audio_feat.npy'\ntext_feature_file: 'none'\n");
        assertThat(ToolkitYaml.of(Layout.MRLIB, "a.inter", Map.of(), modalities("audio")))
                .contains("inter_file_name: 'a.inter'\n")
                .doesNotContain("feature_file");
        assertThat(ToolkitYaml.ofRecbole(true, List.of("image_emb")))
                .contains("benchmark_filename: [train, valid, test]\n", "    item: [item_id, 'image_emb']\n");
        assertThat(ToolkitYaml.ofRecbole(false, List.of("image_emb"))).doesNotContain("benchmark_filename");
    }
}
