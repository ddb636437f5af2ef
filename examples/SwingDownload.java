// Downloads five files side by side, shows how far each has come, and counts, all on the event
// dispatch thread of Swing: the window lives on, and a task sets its progress bar without ado.
//   ./gonzo run examples/SwingDownload.java [SCREENSHOT.png]
// Given a file, it takes a picture of itself half way, and ends with the last download.

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

/** Woken, the event queue gives the tasks a hundred turns, and comes back when more are ready. */
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

/** The first line asks for a rate in kilobytes a second; the file follows at that rate. */
void serve(Socket client) throws IOException {
  var request = new byte[100];
  int length = client.receive(request);
  int rate = Integer.parseInt(new String(request, 0, length, US_ASCII).strip());
  var part = new byte[rate * 10];
  for (int sent = 0; sent < SIZE; sent += part.length) {
    client.sendAll(part, 0, Math.min(part.length, SIZE - sent));
    sleep(ofMillis(10));
  }
}

void fetch(int port, JProgressBar bar) throws IOException {
  try (Socket server = Tcp.connect("127.0.0.1", port)) {
    int rate = 500 * (FILES - bars.indexOf(bar)) + 1000;
    server.sendAll((rate + "\n").getBytes(US_ASCII));
    var buffer = new byte[65536];
    for (int count; (count = server.receive(buffer)) > 0; ) bar.setValue(bar.getValue() + count);
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
  // The tasks clean up, in steps, while the window waits for its end.
  window.addWindowListener(
      new WindowAdapter() {
        @Override
        public void windowClosing(WindowEvent event) {
          kernel.close().thenRun(window::dispose);
        }
      });
  window.setVisible(true);
}

/** The robot works in native code, and waits for the screen: not on the event dispatch thread. */
void picture(String file) throws Exception {
  Rectangle place = window.getBounds();
  runInThread(() -> ImageIO.write(new Robot().createScreenCapture(place), "png", new File(file)));
  IO.println("the picture is in " + file);
}
