package dev.gonzo.sim.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files that a replay opens in place of those that were recorded. */
@Tag("realTime")
class FileCopiesTest {
  private final FileCopies copies = new FileCopies(3, 100);
  private final List<Path> files = new ArrayList<>();

  @AfterEach
  void deleteAll() {
    copies.deleteAll();
    assertThat(files).noneMatch(Files::exists);
  }

  private void add(int bytes) throws IOException {
    files.add(copies.add(new byte[bytes]));
  }

  /** The numbers of the files that there are. */
  private List<Integer> kept() {
    var kept = new ArrayList<Integer>();
    for (int i = 0; i < files.size(); i++) {
      if (Files.exists(files.get(i))) {
        kept.add(i);
      }
    }
    return kept;
  }

  @Test
  void only_this_user_can_read_a_copy() throws IOException {
    files.add(copies.add(new byte[] {1, 2, 3}));
    assertThat(files.getFirst()).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.getFirst())))
        .isEqualTo("rw-------");
  }

  @Test
  void the_last_ones_are_kept() throws IOException {
    for (int i = 0; i < 5; i++) {
      add(1);
    }
    assertThat(kept()).containsExactly(2, 3, 4);
  }

  @Test
  void they_are_bounded_in_bytes_but_for_the_last_one() throws IOException {
    add(60);
    add(40);
    assertThat(kept()).containsExactly(0, 1);
    add(1);
    assertThat(kept()).containsExactly(1, 2);
    add(1_000);
    assertThat(kept()).containsExactly(3);
    add(100);
    assertThat(kept()).containsExactly(4);
  }
}
