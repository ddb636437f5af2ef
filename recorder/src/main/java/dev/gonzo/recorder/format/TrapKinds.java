package dev.gonzo.recorder.format;

import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of traps and their numbers, from 1. The numbers are in the recordings: new kinds go to
 * the end, and none is removed.
 */
final class TrapKinds {
  static final List<Class<?>> ALL =
      List.of(
          NetTrap.Receive.class,
          NetTrap.Send.class,
          SchedulingTrap.WaitOn.class,
          SchedulingTrap.Wake.class,
          SchedulingTrap.Sleep.class,
          SchedulingTrap.ReadClock.class,
          SchedulingTrap.SetDeadline.class,
          SchedulingTrap.UnsetDeadline.class,
          FileTrap.ReadAt.class,
          FileTrap.WriteAt.class,
          SchedulingTrap.CurrentTask.class,
          SchedulingTrap.Checkpoint.class,
          SchedulingTrap.YieldTurn.class,
          SchedulingTrap.Spawn.class,
          SchedulingTrap.Join.class,
          SchedulingTrap.CancelTask.class,
          SchedulingTrap.ListTasks.class,
          ThreadTrap.RunInThread.class,
          ThreadTrap.OpenWaker.class,
          ThreadTrap.WaitForWaker.class,
          ThreadTrap.CloseWaker.class,
          NetTrap.Accept.class,
          NetTrap.Close.class,
          NetTrap.Connect.class,
          NetTrap.GetOption.class,
          NetTrap.JoinGroup.class,
          NetTrap.LeaveGroup.class,
          NetTrap.Listen.class,
          NetTrap.LocalAddress.class,
          NetTrap.OpenDatagrams.class,
          NetTrap.OpenPair.class,
          NetTrap.ReceiveFrom.class,
          NetTrap.ReceiveScattered.class,
          NetTrap.RemoteAddress.class,
          NetTrap.Resolve.class,
          NetTrap.SendFile.class,
          NetTrap.SendGathered.class,
          NetTrap.SendTo.class,
          NetTrap.SetOption.class,
          NetTrap.ShutdownOutput.class,
          FileTrap.AbsolutePath.class,
          FileTrap.CloseFile.class,
          FileTrap.LockFile.class,
          FileTrap.CopyFile.class,
          FileTrap.MakeDirectory.class,
          FileTrap.MakeLink.class,
          FileTrap.MakeTemporary.class,
          FileTrap.OpenDirectory.class,
          FileTrap.OpenFile.class,
          FileTrap.OpenWatch.class,
          FileTrap.PathOf.class,
          FileTrap.ReadAttributes.class,
          FileTrap.ReadDirectory.class,
          FileTrap.ReadLink.class,
          FileTrap.ReadNamedAttributes.class,
          FileTrap.ReadWhole.class,
          FileTrap.RemovePath.class,
          FileTrap.RenamePath.class,
          FileTrap.SetAttribute.class,
          FileTrap.SizeOfFile.class,
          FileTrap.SyncFile.class,
          FileTrap.TakeWatchEvents.class,
          FileTrap.TruncateFile.class,
          FileTrap.UnlockFile.class,
          FileTrap.WriteWhole.class,
          ProcessTrap.SignalProcess.class,
          ProcessTrap.StartProcess.class,
          ProcessTrap.WaitForGroup.class,
          ProcessTrap.WaitForProcess.class,
          EnvironmentTrap.CloseSignals.class,
          EnvironmentTrap.OpenSignals.class,
          EnvironmentTrap.ReadRandomBytes.class,
          EnvironmentTrap.ReadStandardInput.class,
          EnvironmentTrap.ReadWallTime.class,
          EnvironmentTrap.TakeSignal.class);

  private static final ClassValue<Integer> NUMBERS =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          int index = ALL.indexOf(type);
          if (index < 0) {
            throw new IllegalArgumentException(type + " has no number in recordings");
          }
          return index + 1;
        }
      };

  private TrapKinds() {}

  static int number(Trap<?> trap) {
    return NUMBERS.get(trap.getClass());
  }

  /** The class of a number; null if there is none, in a recording of a later version. */
  static @Nullable Class<?> of(long number) {
    return number >= 1 && number <= ALL.size() ? ALL.get((int) number - 1) : null;
  }
}
