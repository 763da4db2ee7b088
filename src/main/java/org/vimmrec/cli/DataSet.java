package org.vimmrec.cli;

import java.util.List;

/**
 * A data set on its way into the database.
 *
 * @param name         what to call it
 * @param items        how many items there are; their ids are 0 to {@code items - 1}
 * @param titles       a readable title for each item, or null where the data set has none
 * @param userIds      the users' ids, ascending, each once
 * @param interactions who interacted with what
 * @param modalities   what describes the items; each has {@code items} rows
 */
record DataSet(String name, int items, String[] titles, int[] userIds, Interactions interactions,
               List<Modality> modalities) {
}
