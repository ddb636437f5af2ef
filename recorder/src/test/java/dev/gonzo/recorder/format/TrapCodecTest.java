package dev.gonzo.recorder.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.OnCancel;
import dev.gonzo.Outcome;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.recorder.event.Bytes;
import dev.gonzo.recorder.event.Codec.RecordedHandle;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.FileTrap.ReadLink;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SocketPair;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnixAddress;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrapCodecTest {
  private final TrapCodec recording = new TrapCodec();
  private final TrapCodec replay = new TrapCodec();

  private static final class Opened extends Handle {}

  record Point(int x, List<String> names, Optional<Instant> at) {}

  enum Colour {
    RED
  }

  static Stream<Class<?>> kinds() {
    return SampleTraps.kinds().stream();
  }

  @Test
  void each_kind_of_trap_has_a_number() {
    assertThat(TrapKinds.ALL).containsExactlyInAnyOrderElementsOf(SampleTraps.kinds());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void equal_traps_of_two_runs_have_the_same_encoding_and_a_text(Class<?> kind) throws Exception {
    Bytes first = recording.trap(SampleTraps.of(kind));
    assertThat(replay.trap(SampleTraps.of(kind))).isEqualTo(first);
    assertThat(recording.text(first))
        .startsWith(kind.getSimpleName())
        .doesNotContain("decoded", "geheim");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void the_hand_written_encodings_are_those_that_the_parts_describe(Class<?> kind)
      throws Exception {
    Bytes encoded = recording.trap(SampleTraps.of(kind));
    var from = new ByteReader(encoded);
    int _ = from.oneByte();
    for (TrapPart part : TrapPart.of(kind)) {
      switch (part.kind()) {
        case HANDLE, DEADLINE, WAKER, TASK, MOMENT, NUMBER -> {
          long _ = from.signed();
        }
        case QUEUE, CANCELLED -> {
          String _ = from.text();
        }
        case FLAG -> {
          boolean _ = from.flag();
        }
        case RECEIVED, RECEIVED_BUFFERS -> {
          long _ = from.number();
        }
        case SENT, WRITTEN, SENT_BUFFERS -> {
          long _ = from.number();
          int _ = from.fourBytes();
        }
        case VALUE -> {
          Object _ = ValueReader.forText(from).read();
        }
      }
    }
    assertThat(from.left()).isZero();
  }

  @Test
  void other_bytes_and_another_length_are_another_trap() {
    var socket = new RecordedHandle(1);
    Bytes one = recording.trap(new Send(socket, "abc".getBytes(), 0, 3));
    assertThat(recording.trap(new Send(socket, "xabc".getBytes(), 1, 3))).isEqualTo(one);
    assertThat(recording.trap(new Send(socket, "abd".getBytes(), 0, 3))).isNotEqualTo(one);
    assertThat(recording.trap(new Send(socket, "abcd".getBytes(), 0, 4))).isNotEqualTo(one);
    assertThat(recording.trap(new Send(new RecordedHandle(2), "abc".getBytes(), 0, 3)))
        .isNotEqualTo(one);
    assertThat(recording.trap(new Send(socket, new byte[3], 2, 5))).isNotEqualTo(one);
  }

  @Test
  void handles_have_the_same_numbers_in_both_runs() {
    var accept = new Accept(new RecordedHandle(1));
    var first = new Opened();
    var second = new Opened();
    Bytes one = recording.answer(accept, first);
    Bytes two = recording.answer(accept, second);
    var replayed = (Handle) replay.answer(accept, two);
    assertThat(replay.trap(new Close(replayed))).isEqualTo(recording.trap(new Close(second)));
    assertThat(replay.trap(new Close((Handle) replay.answer(accept, one))))
        .isEqualTo(recording.trap(new Close(first)));
    assertThat(recording.trap(new Close(first))).isNotEqualTo(recording.trap(new Close(second)));
  }

  @Test
  void a_deadline_has_its_number_before_it_is_answered() {
    var cancelled = new Cancelled("late", "me");
    var set = new SetDeadline(new Moment(5), cancelled);
    Bytes _ = recording.trap(new SetDeadline(new Moment(1), new Cancelled("other", "me")));
    Bytes encoded = recording.trap(set);
    assertThat(recording.trap(set)).isEqualTo(encoded);
    assertThat(recording.deadline(cancelled)).isEqualTo(1);
    var handle = new Opened();
    Bytes _ = recording.answer(set, handle);
    assertThat(recording.text(recording.trap(new UnsetDeadline(handle)))).contains("deadline 1");
  }

  // ------------------------------------------------------------------ bytes

  @Test
  void received_bytes_are_put_into_the_buffer() {
    byte[] buffer = "..hello".getBytes();
    var received = new Receive(new RecordedHandle(1), buffer, 2, 5);
    Bytes answer = recording.answer(received, 5);
    var again = new Receive(new RecordedHandle(1), new byte[9], 1, 5);
    assertThat(replay.answer(again, answer)).isEqualTo(5);
    assertThat(again.buffer()).isEqualTo("\0hello\0\0\0".getBytes());
    assertThat(replay.answer(again, recording.answer(received, -1))).isEqualTo(-1);
  }

  @Test
  void scattered_and_gathered_buffers_move_their_positions() {
    var buffers = List.of(ByteBuffer.allocate(4).position(1), ByteBuffer.allocateDirect(5));
    var scattered = new ReceiveScattered(new RecordedHandle(1), buffers);
    Bytes trap = recording.trap(scattered);
    buffers.get(0).put("abc".getBytes());
    buffers.get(1).put("de".getBytes());
    Bytes answer = recording.answer(scattered, 5);
    var others = List.of(ByteBuffer.allocate(4).position(1), ByteBuffer.allocate(5));
    var again = new ReceiveScattered(new RecordedHandle(1), others);
    assertThat(replay.trap(again)).isEqualTo(trap);
    assertThat(replay.answer(again, answer)).isEqualTo(5);
    assertThat(others.get(0).array()).isEqualTo("\0abc".getBytes());
    assertThat(others.get(0).position()).isEqualTo(4);
    assertThat(others.get(1).array()).isEqualTo("de\0\0\0".getBytes());
    assertThat(others.get(1).position()).isEqualTo(2);
    var gathered = new SendGathered(new RecordedHandle(1), List.of(ByteBuffer.allocate(3)));
    assertThat(replay.answer(gathered, recording.answer(gathered, 2))).isEqualTo(2);
    assertThat(gathered.buffers().get(0).position()).isEqualTo(2);
  }

  @Test
  void a_datagram_comes_with_its_bytes() throws Exception {
    var sender = new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 53);
    var arrival = new DatagramArrival(sender, 2, 9);
    var trap = new ReceiveFrom(new RecordedHandle(1), "xyz".getBytes(), 1, 2);
    var again = new ReceiveFrom(new RecordedHandle(1), new byte[3], 1, 2);
    assertThat(replay.answer(again, recording.answer(trap, arrival))).isEqualTo(arrival);
    assertThat(again.buffer()).isEqualTo("\0yz".getBytes());
  }

  @Test
  void without_data_no_received_byte_is_encoded() {
    var codec = new TrapCodec(false);
    byte[] secret = "geheim".getBytes();
    Bytes answer = codec.answer(new Receive(new RecordedHandle(1), secret, 0, 6), 6);
    assertThat(answer.array()).hasSize(1);
    assertThat(codec.isRecorded(codec.answer(work(), "geheim"))).isFalse();
    assertThat(codec.isRecorded(codec.answer(new ReadRandomBytes(4), secret))).isFalse();
  }

  // ----------------------------------------------------------------- values

  private static RunInThread<?> work() {
    return new RunInThread<Object>(() -> "", OnCancel.WAIT, null);
  }

  private Object again(Object value) {
    return again(work(), value);
  }

  private Object again(Trap<?> trap, Object value) {
    Bytes answer = recording.answer(trap, value);
    assertThat(recording.isRecorded(answer)).as("%s", value).isTrue();
    return replay.answer(trap, answer);
  }

  @Test
  void values_come_back_equal_and_of_their_types() throws Exception {
    InetAddress six =
        Inet6Address.getByAddress(
            "six", new byte[] {-2, -128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 3);
    for (Object value :
        new Object[] {
          true,
          1,
          -1,
          Integer.MIN_VALUE,
          Long.MAX_VALUE,
          (short) 3,
          (byte) -4,
          'x',
          1.5f,
          Double.NaN,
          "text",
          "",
          "alone \ud800",
          "\u0000\u20ac",
          new Moment(-3),
          Moment.NEVER,
          Instant.MIN,
          Instant.parse("2026-11-30T20:00:00.000000001Z"),
          Duration.ofNanos(-1),
          Path.of("a/b"),
          InetAddress.getByAddress("host", new byte[] {1, 2, 3, 4}),
          six,
          new InetSocketAddress(six, 65535),
          InetSocketAddress.createUnresolved("nowhere", 1),
          UnixAddress.of("/tmp/x"),
          UnixAddress.of("\0abstract"),
          UnixAddress.UNNAMED,
          UnixDomainSocketAddress.of("/tmp/y"),
          List.of(1, "two"),
          List.of(),
          Map.of("a", 1),
          Optional.empty(),
          Optional.of("x"),
          Colour.RED,
          DayOfWeek.MONDAY,
          new Point(1, List.of("a"), Optional.of(Instant.EPOCH)),
          FileTime.fromMillis(-5),
          UUID.fromString("00000001-0002-0003-8004-000000000005"),
          new java.math.BigInteger("-123456789012345678901"),
          new java.math.BigDecimal("1.50"),
          String.class,
          LocalDate.of(2026, 11, 30),
          new Outcome.Success<>("done"),
        }) {
      assertThat(again(value))
          .isEqualTo(value)
          .hasSameClassAs(
              value instanceof List || value instanceof Map || value instanceof Path
                  ? again(value)
                  : value);
    }
    assertThat(again(null)).isNull();
    assertThat(again(new byte[] {1, 2})).isEqualTo(new byte[] {1, 2});
    assertThat(again(new int[][] {{1}, {2, 3}})).isEqualTo(new int[][] {{1}, {2, 3}});
    assertThat(again(new String[] {"a", null})).isEqualTo(new String[] {"a", null});
  }

  @Test
  void collections_keep_their_order_and_whether_they_can_change() {
    var list = new ArrayList<Object>(Arrays.asList(1, null));
    assertThat(again(list)).isEqualTo(list).isInstanceOf(ArrayList.class);
    var set = new HashSet<Object>(Set.of("z", "a", "m"));
    assertThat(((Set<?>) again(set)).toArray()).isEqualTo(set.toArray());
    assertThat(again(set)).isInstanceOf(HashSet.class);
    var map = new LinkedHashMap<Object, Object>();
    map.put("z", 1);
    map.put("a", null);
    assertThat(((Map<?, ?>) again(map)).keySet().toArray()).isEqualTo(new Object[] {"z", "a"});
    assertThat(again(new TreeMap<>(Map.of("b", 1))))
        .isEqualTo(Map.of("b", 1))
        .isInstanceOf(TreeMap.class);
    assertThatThrownBy(() -> ((List<?>) again(List.of(1))).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_result_without_encoding_is_not_recorded() {
    var inItself = new ArrayList<Object>();
    inItself.add(inItself);
    for (Object value : new Object[] {new Object(), new Thread(), (Runnable) () -> {}, inItself}) {
      assertThat(recording.isRecorded(recording.answer(work(), value))).isFalse();
    }
    var whole = new ReadWhole<Object>(Path.of("a"), 9, bytes -> bytes);
    assertThat(recording.isRecorded(recording.answer(whole, new WholeRead.Done<>(new Object()))))
        .isFalse();
    assertThat(again(whole, new WholeRead.Done<>("all"))).isEqualTo(new WholeRead.Done<>("all"));
    assertThat(again(whole, new WholeRead.InSteps<>(new Opened())))
        .isInstanceOf(WholeRead.InSteps.class);
  }

  @Test
  void answers_of_devices_come_back(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "12345");
    var posix = Files.readAttributes(file, PosixFileAttributes.class);
    var read =
        (PosixFileAttributes)
            again(new ReadAttributes<>(file, PosixFileAttributes.class, true), posix);
    assertThat(read.size()).isEqualTo(5);
    assertThat(read.isRegularFile()).isTrue();
    assertThat(read.isDirectory()).isFalse();
    assertThat(read.permissions()).isEqualTo(posix.permissions());
    assertThat(read.owner().getName()).isEqualTo(posix.owner().getName());
    assertThat(read.lastModifiedTime()).isEqualTo(posix.lastModifiedTime());
    assertThat(String.valueOf(read.fileKey())).isEqualTo(String.valueOf(posix.fileKey()));
    var directoryRead =
        (BasicFileAttributes)
            again(
                new ReadAttributes<>(directory, BasicFileAttributes.class, true),
                Files.readAttributes(directory, BasicFileAttributes.class));
    assertThat(directoryRead.isDirectory()).isTrue();
    Map<String, Object> named = Files.readAttributes(file, "unix:*");
    var namedAgain = (Map<?, ?>) again(new ReadNamedAttributes(file, "unix:*", true), named);
    assertThat(namedAgain.keySet()).isEqualTo(named.keySet());
    assertThat(namedAgain.get("mode")).isEqualTo(named.get("mode"));
    assertThat(
            again(
                new ReadDirectory(new RecordedHandle(1), 9, false),
                new ArrayList<>(List.of(new DirectoryEntry(file, Optional.empty())))))
        .isEqualTo(List.of(new DirectoryEntry(file, Optional.empty())));
    assertThat(again(new ReadLink(file), file)).isEqualTo(file);
    assertThat(again(new WaitForProcess(new RecordedHandle(1)), new ProcessEnd(true, 9)))
        .isEqualTo(new ProcessEnd(true, 9));
    assertThat(again(new ReadWallTime(), Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    assertThat(again(new ReadRandomBytes(2), new byte[] {7, 8})).isEqualTo(new byte[] {7, 8});
    assertThat(again(new Resolve("h"), List.of(InetAddress.getByAddress("h", new byte[4]))))
        .isEqualTo(List.of(InetAddress.getByAddress("h", new byte[4])));
    assertThat(again(new RemoteAddress(new RecordedHandle(1)), UnixAddress.UNNAMED))
        .isEqualTo(UnixAddress.UNNAMED);
    assertThat(again(new WriteWhole(file, Set.of(), new byte[0]), Optional.empty()))
        .isEqualTo(Optional.empty());
    assertThat(again(new OpenPair(), new SocketPair(new Opened(), new Opened())))
        .isInstanceOf(SocketPair.class);
    var started = new StartedProcess(new Opened(), 77, null, new Opened(), null);
    var startedAgain =
        (StartedProcess)
            again(SampleTraps.of(dev.gonzo.trap.ProcessTrap.StartProcess.class), started);
    assertThat(startedAgain.id()).isEqualTo(77);
    assertThat(startedAgain.input()).isNull();
    assertThat(startedAgain.output()).isNotNull();
    WatchEvent<Path> event =
        new WatchEvent<>() {
          @Override
          public Kind<Path> kind() {
            return StandardWatchEventKinds.ENTRY_CREATE;
          }

          @Override
          public int count() {
            return 2;
          }

          @Override
          public Path context() {
            return Path.of("new");
          }
        };
    var events = (List<?>) again(new TakeWatchEvents(new RecordedHandle(1)), List.of(event));
    var only = (WatchEvent<?>) events.get(0);
    assertThat(only.kind()).isSameAs(StandardWatchEventKinds.ENTRY_CREATE);
    assertThat(only.context()).isEqualTo(Path.of("new"));
    assertThat(only.count()).isEqualTo(2);
    assertThat(again(new ReadClock(), new Moment(12))).isEqualTo(new Moment(12));
    assertThat(again(new Sleep(new Moment(1)), new Moment(13))).isEqualTo(new Moment(13));
    assertThat(again(SchedulingTrap.CHECKPOINT, null)).isNull();
  }

  // --------------------------------------------------------------- failures

  static final class WithField extends IOException {
    private static final long serialVersionUID = 1;
    private final int number;

    WithField(int number) {
      super("number " + number);
      this.number = number;
    }
  }

  static final class Closed extends Exception {
    private static final long serialVersionUID = 1;
    private final Thread thread = Thread.currentThread();

    Closed(int one, int two) {
      super("closed " + one + two);
    }
  }

  @Test
  void exceptions_come_back_as_the_same_class_with_message_and_cause() {
    for (Throwable failure :
        new Throwable[] {
          new ConnectException("refused"),
          new SocketException(),
          new FileNotFoundException("f"),
          new NoSuchFileException("a", "b", "c"),
          new NoSuchFileException("a"),
          new UncheckedIOException("u", new IOException("inside")),
          new BrokenPipeException("p", null),
          new IllegalStateException("outer", new RuntimeException("inner")),
          new IndexOutOfBoundsException(3),
          new TimeoutException(),
          new StackOverflowError(),
          new TooManyOpenFilesException("accept"),
          new SQLException("no", "42P01", 7),
          new UnsupportedTrapException("nio", new ReadWallTime()),
          new WithField(4),
        }) {
      Throwable again = replay.failure(recording.failure(failure));
      assertThat(again).hasSameClassAs(failure).hasMessage(failure.getMessage());
      if (failure.getCause() != null) {
        assertThat(again.getCause())
            .hasSameClassAs(failure.getCause())
            .hasMessage(failure.getCause().getMessage());
      }
    }
    var sql = (SQLException) replay.failure(recording.failure(new SQLException("no", "42P01", 7)));
    assertThat(sql.getSQLState()).isEqualTo("42P01");
    assertThat(((WithField) replay.failure(recording.failure(new WithField(4)))).number)
        .isEqualTo(4);
    var cancelled = (Cancelled) replay.failure(recording.failure(new Cancelled("why", "who")));
    assertThat(cancelled.reason()).isEqualTo("why");
    assertThat(cancelled.requester()).isEqualTo("who");
  }

  @Test
  void an_exception_that_cannot_be_created_names_its_class() {
    Throwable again = replay.failure(recording.failure(new Closed(1, 2)));
    assertThat(again)
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining(Closed.class.getName());
    assertThat(again).hasMessageContaining("closed 12");
  }

  @Test
  void serialized_objects_of_other_classes_are_refused() throws Exception {
    var bytes = new java.io.ByteArrayOutputStream();
    try (var out = new java.io.ObjectOutputStream(bytes)) {
      out.writeObject(new Evil());
    }
    assertThatThrownBy(() -> Serialized.read(bytes.toByteArray(), getClass().getClassLoader()))
        .isInstanceOf(DamagedDataException.class);
    assertThat(Evil.read).isFalse();
  }

  static final class Evil implements java.io.Serializable {
    private static final long serialVersionUID = 1;
    static boolean read;

    private void readObject(java.io.ObjectInputStream in) {
      read = true;
    }
  }

  @Test
  void damaged_answers_throw_one_kind_of_exception() {
    var random = new java.util.Random(7);
    var value =
        new HashMap<String, Object>(
            Map.of(
                "a",
                List.of(1, "two", new byte[] {3}),
                "b",
                new Point(1, List.of(), Optional.empty())));
    Bytes good = recording.answer(work(), value);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = good.array().clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        Object _ =
            replay.answer(
                work(), new Bytes(Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length))));
      } catch (DamagedDataException expected) {
        continue;
      }
    }
    byte[] huge = {(byte) Tag.LIST.ordinal(), -1, -1, -1, -1, 7};
    assertThatThrownBy(() -> replay.answer(work(), new Bytes(huge)))
        .isInstanceOf(DamagedDataException.class)
        .hasMessageContaining("bytes left");
  }
}
