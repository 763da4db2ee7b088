/** VI-MMRec for Neo4j: embedding similarity turned into weighted virtual interactions. */
package org.vimmrec;
