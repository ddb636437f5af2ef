package dev.gonzo.cli.repl;

import java.util.List;
import org.jline.reader.CompletingParsedLine;

/**
 * The text in the line editor, for completion: its word is the identifier before the cursor or, in
 * a command, the argument before it.
 *
 * @param line the text, which may have several lines
 * @param cursor the position in it
 * @param start where the word begins
 */
record SnippetLine(String line, int cursor, int start) implements CompletingParsedLine {
  /** {@return the line with the word that ends at the cursor} */
  static SnippetLine of(String line, int cursor) {
    int start = cursor;
    boolean command = LineCollector.isCommand(line);
    while (start > 0 && isOfWord(line.charAt(start - 1), command)) {
      start--;
    }
    return new SnippetLine(line, cursor, start);
  }

  private static boolean isOfWord(char c, boolean ofCommand) {
    return ofCommand ? !Character.isWhitespace(c) : Character.isJavaIdentifierPart(c);
  }

  @Override
  public String word() {
    return line.substring(start, cursor);
  }

  @Override
  public int wordCursor() {
    return cursor - start;
  }

  @Override
  public int wordIndex() {
    return start == 0 ? 0 : 1;
  }

  @Override
  public List<String> words() {
    return start == 0 ? List.of(word()) : List.of(line.substring(0, start), word());
  }

  @Override
  public CharSequence escape(CharSequence candidate, boolean complete) {
    return candidate; // Java has no quoting of words
  }

  @Override
  public int rawWordCursor() {
    return wordCursor();
  }

  @Override
  public int rawWordLength() {
    return cursor - start;
  }
}
