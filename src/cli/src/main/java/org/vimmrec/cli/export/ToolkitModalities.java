package org.vimmrec.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.vimmrec.cli.data.Modality;

/**
 * The two modalities that the models of MMRec and MRLib read, which they call vision and text.
 *
 * @param vision the modality with a name such as {@code image}, or else the first that has no such name for text; null
 *     if there is none
 * @param text the modality with a name such as {@code text}, or else the first that is left; null if there is none
 * @param others the modalities that most models do not read
 */
record ToolkitModalities(Modality vision, Modality text, List<Modality> others) {

    /** The names that MRLib takes for these modalities. */
    private static final List<String> VISION = List.of("visual", "image", "vision", "v", "img");

    private static final List<String> TEXT = List.of("textual", "text", "t", "txt");

    /** Assigns the modalities of a data set. */
    static ToolkitModalities of(List<Modality> modalities) {
        List<Modality> left = new ArrayList<>(modalities);
        Modality vision = choose(left, VISION, TEXT);
        left.remove(vision);
        Modality text = choose(left, TEXT, List.of());
        left.remove(text);
        return new ToolkitModalities(vision, text, left);
    }

    private static Modality choose(List<Modality> modalities, List<String> names, List<String> otherNames) {
        return modalities.stream()
                .filter(modality -> isNamed(modality, names))
                .findFirst()
                .or(() -> modalities.stream()
                        .filter(modality -> !isNamed(modality, otherNames))
                        .findFirst())
                .orElse(null);
    }

    private static boolean isNamed(Modality modality, List<String> names) {
        return names.contains(modality.name().toLowerCase(Locale.ROOT));
    }

    /** The modalities that the models read: vision and text, as far as there are such. */
    List<Modality> read() {
        return Stream.of(vision, text).filter(Objects::nonNull).toList();
    }

    /** The name of a modality by which MRLib recognizes it as vision or text. */
    String mrlibName(Modality modality) {
        if (modality.equals(vision) && !isNamed(modality, VISION)) {
            return "image";
        }
        return modality.equals(text) && !isNamed(modality, TEXT) ? "text" : modality.name();
    }
}
