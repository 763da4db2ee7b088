/**
 * The documentation as a test: {@code README.md} and the pages of {@code docs} are run, and compared with the code.
 *
 * <p>{@link org.vimmrec.docs.DocumentationIT} runs every Cypher and shell block and compares the output printed below
 * it. {@link org.vimmrec.docs.ReferenceTest} compares the reference of the procedures with the code. With
 * {@code -Dvimmrec.docs.write=true}, these two write what they find into the pages instead.
 * {@link org.vimmrec.docs.LinksTest} follows the links, {@link org.vimmrec.docs.MessagesTest} looks for quoted messages
 * in the code, and {@link org.vimmrec.docs.JavaExamplesTest} compiles the classes that pages show.
 *
 * <p>An HTML comment before a block, or at the top of a page, directs the tests:
 *
 * <ul>
 *   <li>{@code <!-- test: start after 06-overlay.cypher -->}: the page starts with the database as the scripts up to
 *       this one leave it. Without this comment, it starts after {@code 02-load.cypher}, with the catalogue loaded;
 *   <li>{@code <!-- test: start empty -->}: the page starts with an empty database;
 *   <li>{@code <!-- test: not run: REASON -->}: the next block is not run, for this reason. Its paths, Maven modules,
 *       profiles and tests are checked all the same.
 * </ul>
 *
 * In an output, the character {@code …} stands for any text, over any number of lines.
 */
package org.vimmrec.docs;
