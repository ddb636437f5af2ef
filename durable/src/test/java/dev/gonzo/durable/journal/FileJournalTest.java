package dev.gonzo.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.durable.journal.conformance.JournalConformance;
import dev.gonzo.junit.GonzoTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class FileJournalTest {
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> a_journal_in_a_directory_conforms() {
    return JournalConformance.checks().stream()
        .map(check ->
            DynamicTest.dynamicTest(
                check.name(),
                () -> {
                  Path directory = Files.createTempDirectory(temporary, "j").resolve("journal");
                  Gonzo.run(() -> check.run(() -> FileJournal.open(directory)));
                }));
  }

  @Nested
  @GonzoTest
  class InADirectory {
    private Path directory = Path.of("");

    @BeforeEach
    void place() {
      directory = temporary.resolve("journal");
    }

    private Claim begun(Journal journal, String id) throws IOException {
      var _ = journal.begin(new NewTask(id, "f/1", new byte[10], new byte[16], START));
      return journal.claim(id, "test", Duration.ofSeconds(30)).orElseThrow();
    }

    private static Entry step(int number, int length) {
      return new Entry(number, EntryKind.STEP, START, new byte[length]);
    }

    private Path file() throws IOException {
      try (var files = Files.list(directory)) {
        List<Path> logs =
            files.filter(path -> path.getFileName().toString().startsWith("journal-")).toList();
        assertThat(logs).hasSize(1);
        return logs.getFirst();
      }
    }

    @Test
    void only_its_owner_can_use_it_and_no_links_are_followed() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        journal.request(Request.retry("a"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
            .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
            .isEqualTo("rw-------");
      }
      Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
      assertThatThrownBy(() -> FileJournal.open(link)).hasMessageContaining("or a link to one");
      Path moved = Files.move(file(), temporary.resolve("moved"));
      Files.createSymbolicLink(directory.resolve("journal-1"), moved);
      assertThatThrownBy(() -> FileJournal.open(directory)).isInstanceOf(IOException.class);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
      assertThatThrownBy(() -> FileJournal.open(directory)).hasMessageContaining("chmod 700");
    }

    @Test
    void one_process_at_a_time_has_it_open_and_others_read_it() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        journal.append(begun(journal, "a"), List.of(step(1, 10)));
        assertThatThrownBy(() -> FileJournal.open(directory))
            .isInstanceOf(JournalInUseException.class);
        try (var reader = FileJournal.openToRead(directory)) {
          assertThat(reader.load("a")).containsExactly(step(1, 10));
          assertThat(reader.claim("a", "reader", Duration.ofSeconds(1))).isEmpty();
          assertThatThrownBy(
                  () -> reader.begin(new NewTask("b", "f/1", new byte[0], new byte[0], START)))
              .isInstanceOf(JournalInUseException.class);
          reader.request(Request.cancel("a", "please"));
        }
        Request request = journal.requests("test", 10).getFirst();
        assertThat(request.reason()).isEqualTo("please");
      }
    }

    /** A frame holds at most 64 MiB: a history that is longer is kept in several. */
    @Test
    void a_history_longer_than_a_frame_is_kept_and_read_again() throws IOException {
      List<Entry> entries =
          Stream.iterate(1, number -> number + 1).limit(5).map(n -> step(n, 14 << 20)).toList();
      try (var journal = FileJournal.open(directory)) {
        Claim claim = begun(journal, "a");
        journal.append(claim, entries);
        assertThatThrownBy(() -> journal.append(claim, List.of(step(6, 64 << 20))))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("which is more than");
        journal.append(claim, List.of(step(6, 1)));
      }
      for (int opened = 0; opened < 2; opened++) {
        try (var journal = FileJournal.open(directory)) {
          assertThat(journal.load("a")).hasSize(6).startsWith(entries.getFirst());
        }
      }
    }

    @Test
    void a_frame_that_is_written_while_it_is_read_is_not_taken_for_damage() throws IOException {
      byte[] journal = new byte[8];
      byte[] first = Frames.frame(journal, 1, new byte[10]);
      byte[] second = Frames.frame(journal, 2, new byte[20]);
      byte[] third = Frames.frame(journal, 3, new byte[30]);
      Path path = temporary.resolve("live");
      Files.write(path, Frames.header(journal));
      Files.write(path, first, StandardOpenOption.APPEND);
      Files.write(path, new byte[second.length], StandardOpenOption.APPEND);
      try (var file = PrivateDirectory.file(path, StandardOpenOption.READ)) {
        LogReader reader = LogReader.open(file, true);
        assertThat(reader.next()).hasSize(10);
        try (var writer = FileChannel.open(path, StandardOpenOption.WRITE)) {
          writer.position(Frames.HEADER + first.length);
          int _ = writer.write(ByteBuffer.wrap(second));
          int _ = writer.write(ByteBuffer.wrap(third));
        }
        assertThat(reader.next()).hasSize(20);
        assertThat(reader.next()).hasSize(30);
        assertThat(reader.next()).isNull();
      }
    }

    @Test
    void damage_that_another_process_sees_is_not_answered_with_truncate() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        journal.append(begun(journal, "a"), List.of(step(1, 100)));
      }
      byte[] bytes = Files.readAllBytes(file());
      bytes[Frames.HEADER + 20] ^= 1;
      Files.write(file(), bytes);
      assertThatThrownBy(() -> FileJournal.openToRead(directory))
          .isInstanceOf(JournalDamagedException.class)
          .hasMessageContaining("stop the process")
          .hasMessageNotContaining("truncate");
    }

    @Test
    void what_belongs_to_another_user_is_refused_with_the_way_to_open_it() throws IOException {
      FileJournal.open(directory).close();
      Files.setPosixFilePermissions(directory, Set.of());
      Object user = Files.getAttribute(directory, "unix:uid");
      Assumptions.assumeTrue(user.equals(0), "only the superuser can give files away");
      FileJournal.open(directory).close();
      Files.setAttribute(file(), "unix:uid", 12345);
      assertThatThrownBy(() -> FileJournal.openToRead(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("sudo -u 12345");
      Files.setAttribute(directory, "unix:uid", 12345);
      assertThatThrownBy(() -> FileJournal.open(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("sudo -u 12345");
    }

    @Test
    void a_torn_record_at_the_end_is_cut_off_wherever_it_was_torn() throws IOException {
      int first;
      try (var journal = FileJournal.open(directory)) {
        Claim claim = begun(journal, "a");
        journal.append(claim, List.of(step(1, 100)));
        first = (int) Files.size(file());
        journal.append(claim, List.of(step(2, 100)));
      }
      byte[] whole = Files.readAllBytes(file());
      for (int length = whole.length - 1; length >= first; length -= 19) {
        Files.write(file(), Arrays.copyOf(whole, length));
        try (var journal = FileJournal.open(directory)) {
          assertThat(journal.load("a")).containsExactly(step(1, 100));
          journal.append(
              journal.claim("a", "test", Duration.ofSeconds(1)).orElseThrow(),
              List.of(step(2, 50)));
        }
        try (var journal = FileJournal.open(directory)) {
          assertThat(journal.load("a")).containsExactly(step(1, 100), step(2, 50));
        }
      }
    }

    @Test
    void a_damaged_record_in_the_middle_is_refused_with_its_place() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        Claim claim = begun(journal, "a");
        journal.append(claim, List.of(step(1, 100)));
        journal.append(claim, List.of(step(2, 100)));
      }
      byte[] bytes = Files.readAllBytes(file());
      bytes[Frames.HEADER + 20] ^= 1;
      Files.write(file(), bytes);
      assertThatThrownBy(() -> FileJournal.open(directory))
          .isInstanceOf(JournalDamagedException.class)
          .hasMessageContaining("is damaged at byte 16, in frame 1, and whole frames follow");
      bytes[0] = 0;
      Files.write(file(), bytes);
      assertThatThrownBy(() -> FileJournal.open(directory))
          .isInstanceOf(JournalDamagedException.class)
          .hasMessageContaining("does not begin as a journal does");
    }

    @Test
    void edge_23_the_file_stays_in_proportion_to_what_is_unfinished() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        Claim kept = begun(journal, "kept");
        journal.append(kept, List.of(step(1, 1000)));
        for (int number = 0; number < 40; number++) {
          Claim claim = begun(journal, "task" + number);
          journal.append(claim, List.of(step(1, 300_000)));
          journal.append(
              claim, List.of(new Entry(2, EntryKind.RETURNED, START, new byte[] {1, 2})));
        }
        assertThat(Files.size(file())).isLessThan(6 << 20);
        journal.append(kept, List.of(step(2, 10)));
      }
      assertThat(file().getFileName().toString()).isNotEqualTo("journal-1");
      try (var journal = FileJournal.open(directory)) {
        assertThat(journal.load("kept")).containsExactly(step(1, 1000), step(2, 10));
        assertThat(journal.list("", 1000)).hasSize(41);
        assertThat(journal.find("task7").orElseThrow().status()).isEqualTo(TaskStatus.RETURNED);
        assertThat(journal.claim("kept", "test", Duration.ofSeconds(1)).orElseThrow().token())
            .isGreaterThan(1);
      }
    }

    @Test
    void what_a_compaction_left_half_done_is_removed() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        begun(journal, "a");
      }
      Files.write(directory.resolve("journal-2.new"), new byte[100], StandardOpenOption.CREATE);
      try (var journal = FileJournal.open(directory)) {
        assertThat(journal.list("", 10)).hasSize(1);
      }
      assertThat(directory.resolve("journal-2.new")).doesNotExist();
    }

    @Test
    void a_request_that_is_none_is_named() throws IOException {
      try (var journal = FileJournal.open(directory)) {
        Path path = Files.createDirectory(directory.resolve("requests")).resolve("1.request");
        Files.writeString(path, "DANCE\na\n");
        assertThatThrownBy(() -> journal.requests("test", 10))
            .isInstanceOf(JournalDamagedException.class)
            .hasMessageContaining("1.request is not a request");
      }
    }
  }
}
