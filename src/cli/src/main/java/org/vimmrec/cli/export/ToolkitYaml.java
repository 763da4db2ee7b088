package org.vimmrec.cli.export;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Modality;

/** The configuration file by which a toolkit finds the files of a data set. */
final class ToolkitYaml {

    /** MMRec needs a name even for a file that does not exist. */
    private static final String NONE = "none";

    private ToolkitYaml() {}

    /**
     * The configuration for MMRec or MRLib.
     *
     * @param interactionFile the name of the file of interactions
     * @param columns the names of its columns as written, by the name without a type
     */
    static String of(Layout layout, String interactionFile, Map<String, String> columns, List<Modality> modalities) {
        StringBuilder yaml =
                new StringBuilder("# Copy this file to src/configs/dataset, and the folder to the toolkit's "
                        + "data folder, both under the name of the data set.\n");
        key(yaml, "USER_ID_FIELD", columns.getOrDefault("userID", "userID"));
        key(yaml, "ITEM_ID_FIELD", columns.getOrDefault("itemID", "itemID"));
        key(yaml, "TIME_FIELD", columns.getOrDefault("timestamp", "timestamp"));
        key(yaml, "inter_splitting_label", columns.getOrDefault("x_label", "x_label"));
        yaml.append("filter_out_cod_start_users: True\n");
        key(yaml, "inter_file_name", interactionFile);
        yaml.append("field_separator: \"\\t\"\n");
        if (layout == Layout.MMREC) {
            ToolkitModalities roles = ToolkitModalities.of(modalities);
            key(yaml, "vision_feature_file", featureFile(roles.vision()));
            key(yaml, "text_feature_file", featureFile(roles.text()));
            key(yaml, "user_graph_dict_file", "user_graph_dict.npy");
        }
        return yaml.toString();
    }

    /**
     * The configuration for RecBole.
     *
     * @param labelled whether there is a file for each split
     * @param features the names of the item features
     */
    static String ofRecbole(boolean labelled, List<String> features) {
        return "# Copy the folder to RecBole's dataset folder under the name of the data set, and give this file with "
                + "--config_files.\n"
                + "USER_ID_FIELD: user_id\n"
                + "ITEM_ID_FIELD: item_id\n"
                + "field_separator: \"\\t\"\n"
                + (labelled ? "benchmark_filename: [train, valid, test]\n" : "")
                + "load_col:\n"
                + "    inter: [user_id, item_id]\n"
                + "    item: [item_id, "
                + features.stream().map(ToolkitYaml::quoted).collect(Collectors.joining(", "))
                + "]\n";
    }

    private static String featureFile(Modality modality) {
        return modality == null ? NONE : MmrecFolder.featureFileName(modality.name());
    }

    private static void key(StringBuilder yaml, String key, String value) {
        yaml.append(key).append(": ").append(quoted(value)).append('\n');
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
