// 06 Synergistic: virtual interactions from one similarity that is fused across the modalities.
//
// Overlay asks each modality for its neighbours; Synergistic first fuses the modalities and then asks for neighbours, so two
// items that are fairly alike in everything may beat two that look the same and have nothing else in common. It compares
// all items anew, so it wants the embedding properties.

// Beside the relationships of 05, in a type of their own, so that the two can be compared.
CALL vimmrec.synergistic.write({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 5,
  maxPerUser: 10,
  writeRelationshipType: 'VIRTUAL_SYNERGISTIC'
})
YIELD modalityWeights, virtualInteractions, relationshipType,
      relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged
RETURN modalityWeights, virtualInteractions, relationshipType,
       relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged;

// Weights of your own: say that the text knows best.
CALL vimmrec.synergistic.stats({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  modalityWeights: {visual: 1, text: 2, audio: 1},
  topK: 5
})
YIELD virtualInteractions, modalityWeights
RETURN virtualInteractions, modalityWeights;

// Where do the two strategies agree?
MATCH (user:User)-[overlay:VIRTUAL_INTERACTED]->(item:Item)
RETURN count(*) AS byOverlay,
       sum(CASE WHEN EXISTS { (user)-[:VIRTUAL_SYNERGISTIC]->(item) } THEN 1 ELSE 0 END) AS byBoth;
