package dev.gonzo.cli;

import dev.gonzo.recorder.JdkReads;
import dev.gonzo.recorder.ProgramHash;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.sim.SimulatorAgent;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Records a program, for {@code gonzo record}. */
final class ProgramRecording implements ProgramStart.Beginning {
  private final RecordRequest request;

  ProgramRecording(RecordRequest request) {
    this.request = request;
  }

  @Override
  public void begins(SourceProgram program) throws Refusal {
    if (request.agent()) {
      JdkReads.reportCollections();
      SimulatorAgent.start()
          .ifPresent(why ->
              System.err.println(
                  "gonzo: clocks and random numbers of the JDK are not recorded: " + why));
    }
    try {
      var recorder =
          Recorder.start(
              request.recording(),
              request
                  .options()
                  .withProgram(
                      program.file().toString(),
                      request.run().arguments(),
                      ProgramHash.of(program.classes())));
      // Other threads of the program may run longer than its main method.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(recorder), "gonzo-record-end"));
    } catch (FileSystemException refused) {
      String reason = refused.getReason() == null ? refused.toString() : refused.getReason();
      throw new Refusal(Refusal.FAILURE, request.recording() + " cannot be written: " + reason);
    } catch (IOException refused) {
      throw new Refusal(Refusal.FAILURE, request.recording() + " cannot be written: " + refused);
    }
  }

  private void end(Recorder recorder) {
    recorder.close();
    System.err.println("gonzo: recorded in " + request.recording());
  }
}
