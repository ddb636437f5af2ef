// Downloads five files at the same time, and shows their progress and a timer, all on Swing's event
// dispatch thread: the window stays responsive, and each task sets its own progress bar directly.
//   ./gonzo run examples/SwingDownload.java [SCREENSHOT.png]
// With a file, it saves a screenshot half way, and ends after the last download.

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.kernel.*;
import dev.gonzo.net.*;
import java.awt.*;
import java.awt.event.*;
import java.util.List;
import javax.imageio.ImageIO;
import javax.swing.*;

final int FILES = 5;
final int SIZE = 3_000_000;

final GuestKernel kernel = Kernels.guest(() -> SwingUtilities.invokeLater(this::step));
final JFrame window = new JFrame("Downloads");
final JLabel counter = new JLabel("0");
final List<JProgressBar> bars = new ArrayList<>();

/**
 * Runs up to a hundred turns on the event dispatch thread, and schedules itself again if more tasks
 * are ready.
 */
void step() {
  kernel.step(100).filter(Duration::isZero).ifPresent(_ -> SwingUtilities.invokeLater(this::step));
}

void main(String[] arguments) throws Exception {
  EventQueue.invokeAndWait(this::open);
  kernel
      .start(() -> {
        download(arguments);
        return null;
      })
      .whenComplete((_, failure) -> {
        if (failure != null) IO.println("ended by " + failure);
        if (failure != null || arguments.length > 0) window.dispose();
      });
}

/** The program: a server to download from, a ticker, and a task for each file. */
void download(String[] arguments) throws Exception {
  try (Listener listener = Tcp.listen("127.0.0.1", 0);
      var downloads = TaskGroup.<Void>open()) {
    int port = listener.localAddress().getPort();
    spawnDaemon("server", () -> listener.serve(this::serve));
    spawnDaemon("ticker", this::count);
    for (JProgressBar bar : bars) downloads.spawn(() -> fetch(port, bar));
    if (arguments.length > 0) {
      while (bars.getLast().getValue() < SIZE / 2) sleep(ofMillis(10));
      picture(arguments[0]);
    }
    downloads.join();
    counter.setText(counter.getText() + ": all " + FILES + " files are here");
    IO.println(counter.getText());
  }
}

void count() {
  for (int tenths = 1; ; tenths++) {
    sleep(ofMillis(100));
    counter.setText("%.1f s".formatted(tenths / 10.0));
  }
}

/** Serves a file: the first line from the client is the rate in kilobytes per second. */
void serve(Socket client) throws IOException {
  var request = new byte[100];
  int length = client.read(request);
  int rate = Integer.parseInt(new String(request, 0, length, US_ASCII).strip());
  var part = new byte[rate * 10];
  for (int sent = 0; sent < SIZE; sent += part.length) {
    client.writeAll(part, 0, Math.min(part.length, SIZE - sent));
    sleep(ofMillis(10));
  }
}

void fetch(int port, JProgressBar bar) throws IOException {
  try (Socket server = Tcp.connect("127.0.0.1", port)) {
    int rate = 500 * (FILES - bars.indexOf(bar)) + 1000;
    server.writeAll((rate + "\n").getBytes(US_ASCII));
    var buffer = new byte[65536];
    for (int count; (count = server.read(buffer)) > 0; ) bar.setValue(bar.getValue() + count);
  }
  bar.setString("done");
}

void open() {
  var rows = new JPanel(new GridLayout(0, 1, 8, 8));
  rows.setBorder(BorderFactory.createEmptyBorder(16, 16, 16, 16));
  rows.add(counter);
  for (int file = 0; file < FILES; file++) {
    var bar = new JProgressBar(0, SIZE);
    bar.setStringPainted(true);
    bars.add(bar);
    rows.add(bar);
  }
  window.setContentPane(rows);
  window.setSize(420, 300);
  window.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
  // The tasks clean up in further steps, before the window closes.
  window.addWindowListener(
      new WindowAdapter() {
        @Override
        public void windowClosing(WindowEvent event) {
          kernel.close().thenRun(window::dispose);
        }
      });
  window.setVisible(true);
}

/**
 * The robot blocks in native code until the screen is ready, so it must not run on the event
 * dispatch thread.
 */
void picture(String file) throws Exception {
  Rectangle place = window.getBounds();
  runInThread(() -> ImageIO.write(new Robot().createScreenCapture(place), "png", new File(file)));
  IO.println("the picture is in " + file);
}
