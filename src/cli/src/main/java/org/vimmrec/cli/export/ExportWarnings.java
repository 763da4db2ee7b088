package org.vimmrec.cli.export;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Modality;

/** What goes wrong with an exported data set unless its user knows. */
final class ExportWarnings {

    private ExportWarnings() {}

    /**
     * The warnings, each on a line.
     *
     * @param allForTraining whether the virtual interactions are derived from all interactions, not from training only
     */
    static List<String> of(DataSet dataSet, Layout layout, boolean allForTraining) {
        List<String> warnings = new ArrayList<>();
        if (!dataSet.interactions().labelled()) {
            warnings.add("Warning: without the column x_label, virtual interactions are derived from all interactions. "
                    + "Whoever splits the data set later leaks held-out interactions into training. Give --split random "
                    + "or --split latest.");
        } else if (allForTraining) {
            warnings.add(
                    "Warning: with --all-interactions, virtual interactions are derived from held-out interactions "
                            + "too. Do not evaluate a model on these.");
        }
        warnings.addAll(ofLayout(dataSet, layout));
        return warnings;
    }

    /** The warnings about what toolkits of a layout make of a data set. */
    static List<String> ofLayout(DataSet dataSet, Layout layout) {
        List<String> warnings = new ArrayList<>();
        if (layout != Layout.RECBOLE) {
            addRows(warnings, dataSet);
            addModalities(warnings, ToolkitModalities.of(dataSet.modalities()), layout);
        }
        return warnings;
    }

    private static void addRows(List<String> warnings, DataSet dataSet) {
        int highest = 0;
        for (int n = 0; n < dataSet.interactions().size(); n++) {
            highest = Math.max(highest, dataSet.interactions().item(n));
        }
        if (highest + 1 < dataSet.items()) {
            warnings.add(ConsoleOutput.format(
                    "Warning: the highest itemID with an interaction is %d, but the feature files have %d rows. MMRec and "
                            + "MRLib count items up to this itemID, and many of their models fail if there are more rows.",
                    highest, dataSet.items()));
        }
    }

    private static void addModalities(List<String> warnings, ToolkitModalities roles, Layout layout) {
        for (Modality modality : roles.read()) {
            if (layout == Layout.MRLIB && !roles.mrlibName(modality).equals(modality.name())) {
                warnings.add(ConsoleOutput.format(
                        "Warning: MRLib recognizes modalities by their names. [%s] is exported as %s.",
                        MessageText.abbreviate(modality.name()),
                        MmrecFolder.featureFileName(roles.mrlibName(modality))));
            }
        }
        if (!roles.others().isEmpty()) {
            warnings.add(ConsoleOutput.format(
                    "Warning: most models of MMRec and MRLib read two modalities: here %s, but not %s.",
                    names(roles.read()), names(roles.others())));
        }
    }

    private static String names(List<Modality> modalities) {
        return MessageText.abbreviate(
                modalities.stream().map(Modality::name).toList().toString());
    }
}
