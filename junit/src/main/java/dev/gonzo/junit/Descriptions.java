package dev.gonzo.junit;

import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.LockFile;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.FileTrap.ReadLink;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.RenamePath;
import dev.gonzo.trap.FileTrap.SetAttribute;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import dev.gonzo.trap.FileTrap.TruncateFile;
import dev.gonzo.trap.FileTrap.UnlockFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.JoinGroup;
import dev.gonzo.trap.NetTrap.LeaveGroup;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.NetTrap.SetOption;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** Says what a trap opens, for messages. */
final class Descriptions {
  private Descriptions() {}

  /**
   * What it opens that must be closed again; null if nothing. Each trap for a device is listed, so
   * that a new one does not compile until it is decided here.
   */
  static @Nullable String of(Trap<?> trap) {
    return switch (trap) {
      case Accept _ -> "an accepted connection";
      case Connect connect -> "a connection to " + connect.address();
      case Listen listen -> "a listener on " + listen.address();
      case OpenDatagrams(var local, var remote, var _) ->
          "a datagram socket"
              + (local == null ? "" : " on " + local)
              + (remote == null ? "" : " to " + remote);
      case OpenPair _ -> "an end of a pair of Unix sockets";
      case OpenFile open -> "the file " + open.path();
      case OpenDirectory open -> "the directory " + open.path();
      case OpenWatch open -> "a watch of the directory " + open.directory();
      case OpenSignals open -> "a signal handler for " + String.join(", ", open.names());
      case StartProcess start -> start.command().getFirst();
      case SchedulingTrap<?> _, ThreadTrap<?> _ -> null;
      case Close _,
          GetOption<?> _,
          JoinGroup _,
          LeaveGroup _,
          LocalAddress _,
          Receive _,
          ReceiveFrom _,
          ReceiveScattered _,
          RemoteAddress _,
          Resolve _,
          Send _,
          SendFile _,
          SendGathered _,
          SendTo _,
          SetOption _,
          ShutdownOutput _ ->
          null;
      case AbsolutePath _,
          CloseFile _,
          CopyFile _,
          LockFile _,
          MakeDirectory _,
          MakeLink _,
          MakeTemporary _,
          PathOf _,
          ReadAt _,
          ReadAttributes<?> _,
          ReadDirectory _,
          ReadLink _,
          ReadNamedAttributes _,
          ReadWhole<?> _,
          RemovePath _,
          RenamePath _,
          SetAttribute _,
          SizeOfFile _,
          SyncFile _,
          TakeWatchEvents _,
          TruncateFile _,
          UnlockFile _,
          WriteAt _,
          WriteWhole _ ->
          null;
      case SignalProcess _, WaitForGroup _, WaitForProcess _ -> null;
      case CloseSignals _, ReadRandomBytes _, ReadStandardInput _, ReadWallTime _, TakeSignal _ ->
          null;
    };
  }
}
