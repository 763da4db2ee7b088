// 06 Overlay: virtual interactions from the neighbours in each modality, combined.
//
// The weight of a virtual interaction of a user with an item is computed from the stored similarities of 03 between the items
// that the user watched and this item, weighted by modality. Items that the user has already watched are excluded.

// Before writing, get the number of virtual interactions and the distribution of their weights. 'recommended' stands for the
// configuration that 05 has found. It is an error if 05 recommends the other strategy, or not to augment.
CALL vimmrec.overlay.stats({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  virtualWeight: 'recommended'
})
YIELD usersProcessed, usersAugmented, virtualInteractions, meanPerUser, modalityWeights, weightDistribution
RETURN usersProcessed, usersAugmented, virtualInteractions, meanPerUser, modalityWeights, weightDistribution;

// Write (user)-[:VIRTUAL_INTERACTED {weight}]->(item). A real interaction weighs 1, and `virtualWeight` is the upper bound for
// the weight of a virtual one. Use a small value, because there are more virtual than real interactions.
CALL vimmrec.overlay.write({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  virtualWeight: 'recommended'
})
YIELD relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged
RETURN relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged;

// One user: the watched items and the strongest virtual interactions.
MATCH (user:User {userId: 'ada'})
RETURN [(user)-[:INTERACTED]->(seen) | seen.title] AS watched,
       COLLECT {
         MATCH (user)-[virtual:VIRTUAL_INTERACTED]->(item)
         RETURN item.title ORDER BY virtual.weight DESC LIMIT 3
       } AS suggested;

// The same without writing, weighted by plays: an item that a user watched five times counts five times as much.
CALL vimmrec.overlay.stream({interactionWeightProperty: 'plays', maxPerUser: 3})
YIELD user, item, weight
RETURN user.userId AS user, item.title AS item, weight
ORDER BY weight DESC, user, item
LIMIT 10;
