package org.vimmrec.reference;

/** An item's neighbour and how similar it is: {@code s^m_ij} of one modality, or the fused {@code S_ij}. */
public record Neighbour(int item, double score) {}
