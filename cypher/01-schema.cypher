// 01 Schema: what makes loading and looking up fast.
//
// The scripts of this folder are run in order, in the Neo4j Browser or with
//   cypher-shell -f cypher/01-schema.cypher
// Each can be run again: none of them does its work twice.
//
// VI-MMRec asks for no schema of its own. It wants items with embeddings, users, and relationships from users to items;
// which labels, types and properties these are, every procedure takes as a parameter. The names here are its defaults.

// One node for each item and user. A constraint brings its index along.
CREATE CONSTRAINT item_id IF NOT EXISTS
FOR (item:Item) REQUIRE item.itemId IS UNIQUE;

CREATE CONSTRAINT user_id IF NOT EXISTS
FOR (user:User) REQUIRE user.userId IS UNIQUE;

// To find an item by its title, as the later scripts do.
CREATE INDEX item_title IF NOT EXISTS
FOR (item:Item) ON (item.title);
