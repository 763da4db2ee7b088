// 05 Overlay: virtual interactions from each modality's own neighbours, laid over each other.
//
// An item is suggested to a person as strongly as the items they watched vouch for it: over the similarities that 03 stored,
// modality by modality, each with its weight. Whatever the person has watched already is left out.

// Before writing: how many would there be, and how strong?
CALL vimmrec.overlay.stats({maxPerUser: 10})
YIELD usersProcessed, usersAugmented, virtualInteractions, meanPerUser, modalityWeights, weightDistribution
RETURN usersProcessed, usersAugmented, virtualInteractions, meanPerUser, modalityWeights, weightDistribution;

// Write them: (user)-[:VIRTUAL_INTERACTED {weight}]->(item). A real interaction weighs 1; `virtualWeight` says how much the
// strongest possible virtual one weighs beside it. Keep it small: there are more virtual than real ones.
CALL vimmrec.overlay.write({virtualWeight: 0.1, maxPerUser: 10})
YIELD relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged
RETURN relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged;

// One person: what they watched, and what that suggests.
MATCH (user:User {userId: 'ada'})
RETURN [(user)-[:INTERACTED]->(seen) | seen.title] AS watched,
       COLLECT {
         MATCH (user)-[virtual:VIRTUAL_INTERACTED]->(item)
         RETURN item.title ORDER BY virtual.weight DESC LIMIT 3
       } AS suggested;

// The same without writing, and with plays counted: what somebody watched five times vouches five times as much.
CALL vimmrec.overlay.stream({interactionWeightProperty: 'plays', maxPerUser: 3})
YIELD user, item, weight
RETURN user.userId AS user, item.title AS item, weight
ORDER BY weight DESC, user, item
LIMIT 10;
