package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.AllClasses;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Udp;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Starts runs with zero, one, two and more free file descriptors, and prints what goes wrong. */
final class WithoutDescriptors {
  private static final int MOST = 8;

  private WithoutDescriptors() {}

  static void main(String[] arguments) throws Exception {
    AllClasses.load();
    begin(); // loads the JDK classes that it needs, including exceptions
    List<RandomAccessFile> held = hold();
    refused();
    release(held);
    begin();
    System.gc();
    for (int left = 0; left < MOST; left++) {
      held = hold();
      release(held.subList(0, left));
      for (int i = 0; i < 3; i++) {
        if (!refused() && left == 0) {
          System.out.println("it ran without a descriptor");
        }
      }
      List<RandomAccessFile> free = hold();
      if (free.size() < left) {
        System.out.println(left - free.size() + " of " + left + " are lost");
      }
      release(free);
      release(held.subList(left, held.size()));
    }
    begin();
    System.out.println("done");
  }

  private static void begin() throws IOException {
    run(Kernels.of(), () -> Udp.open("127.0.0.1", 0).close());
  }

  /** Whether there was too little for a run. */
  private static boolean refused() throws IOException {
    try {
      begin();
      return false;
    } catch (TooManyOpenFilesException socket) {
      return true;
    } catch (UncheckedIOException kernel) {
      if (!(kernel.getCause() instanceof TooManyOpenFilesException)
          || !String.valueOf(kernel.getMessage()).contains("ulimit -n")) {
        System.out.println("it threw " + kernel);
      }
      return true;
    } catch (IOException | RuntimeException | Error other) {
      System.out.println("it threw " + other);
      return true;
    }
  }

  private static List<RandomAccessFile> hold() {
    var held = new ArrayList<RandomAccessFile>();
    try {
      while (true) {
        held.add(new RandomAccessFile("/dev/null", "r"));
      }
    } catch (IOException full) {
      return held;
    }
  }

  private static void release(List<RandomAccessFile> held) throws IOException {
    for (RandomAccessFile file : held) {
      file.close();
    }
  }
}
