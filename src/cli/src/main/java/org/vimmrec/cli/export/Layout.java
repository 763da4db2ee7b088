package org.vimmrec.cli.export;

import java.util.Locale;
import org.vimmrec.cli.data.InteractionTable;

/** The toolkit that reads an exported data set. */
enum Layout {
    /** MMRec, github.com/enoche/MMRec. */
    MMREC,
    /** MRLib, github.com/Jinfeng-Xu/Multimodal-Recommendation-Library. */
    MRLIB,
    /** RecBole's atomic files, recbole.io. */
    RECBOLE;

    /** The layout with a spelling, in any case. */
    static Layout of(String spelling) {
        return valueOf(spelling.toUpperCase(Locale.ROOT));
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The columns of a file of interactions. */
    InteractionWriter.Columns columns(InteractionTable table) {
        return this == RECBOLE ? InteractionWriter.Columns.recbole(table) : InteractionWriter.Columns.mmrec(table);
    }
}
