package dev.gonzo.recorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.recorder.format.EntryReader.Mark;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventWriterTest {
  /** Files in memory, which are full after some bytes. */
  private static final class SmallFiles implements EntrySink {
    private final int fileBytes;
    private final List<ByteWriter> files = new ArrayList<>(List.of(new ByteWriter()));

    SmallFiles(int fileBytes) {
      this.fileBytes = fileBytes;
    }

    @Override
    public boolean add(byte[] bytes, int size) {
      files.getLast().raw(bytes, 0, size);
      return true;
    }

    @Override
    public boolean beginsFile(int size) {
      if (files.getLast().size() + size > fileBytes) {
        files.add(new ByteWriter());
      }
      return files.getLast().size() == 0;
    }

    @Override
    public void end() {}

    /** The places of all files, in order. */
    List<String> places() {
      var places = new ArrayList<String>();
      for (ByteWriter file : files) {
        var reader = new EntryReader(new ByteReader(file.copy()));
        for (Object next = reader.next(); next != Mark.NOTHING; next = reader.next()) {
          if (next == Mark.PLACE) {
            places.add(String.valueOf(reader.place()));
          }
        }
      }
      return places;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a longer line\nand a second one", "\u4e2d\u6587\u4e2d"})
  void places_are_read_as_they_were_written_wherever_a_file_ends(String repeated) {
    for (int fileBytes = 300; fileBytes < 700; fileBytes++) {
      var files = new SmallFiles(fileBytes);
      var writer = new EventWriter(files, true);
      var written = new ArrayList<String>();
      for (int i = 0; i < 60; i++) {
        for (String place : List.of(repeated, "line " + i % 7, "other " + i % 3)) {
          writer.place(i % 2, place);
          written.add(place);
        }
      }
      assertThat(files.places()).as("files of %d bytes", fileBytes).isEqualTo(written);
    }
  }

  @Test
  void a_value_without_an_encoding_does_not_spoil_those_after_it() {
    var out = new ByteWriter();
    var values = new ValueWriter(out, new Numbering(), ValueWriter.Use.RESULT);
    for (int i = 0; i < 2 * ValueWriter.MOST_DEEP; i++) {
      try {
        values.write(List.of(new Object()));
        throw new AssertionError("it has an encoding");
      } catch (NotRecordedException expected) {
        out.clear();
      }
      values.write("text");
      assertThat(ValueReader.forText(new ByteReader(out.copy())).read()).isEqualTo("text");
      out.clear();
    }
  }
}
