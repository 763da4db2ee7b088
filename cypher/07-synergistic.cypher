// 07 Synergistic: virtual interactions from one similarity, fused across all modalities.
//
// Overlay searches neighbours in each modality. Synergistic fuses the similarities of the modalities first and then searches
// neighbours, so two items that are fairly similar in all modalities may rank above two that are similar only visually. It
// compares all items again, so it needs the embedding properties.

// Write to a separate type, to compare the result with the relationships of 06.
CALL vimmrec.synergistic.write({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 10,
  writeRelationshipType: 'VIRTUAL_SYNERGISTIC'
})
YIELD modalityWeights, virtualInteractions, relationshipType,
      relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged
RETURN modalityWeights, virtualInteractions, relationshipType,
       relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged;

// Use your own modality weights, here with text counting twice.
CALL vimmrec.synergistic.stats({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  modalityWeights: {visual: 1, text: 2, audio: 1},
  topK: 10
})
YIELD virtualInteractions, modalityWeights
RETURN virtualInteractions, modalityWeights;

// Count the virtual interactions that both strategies have in common.
MATCH (user:User)-[overlay:VIRTUAL_INTERACTED]->(item:Item)
RETURN count(*) AS byOverlay,
       sum(CASE WHEN EXISTS { (user)-[:VIRTUAL_SYNERGISTIC]->(item) } THEN 1 ELSE 0 END) AS byBoth;
