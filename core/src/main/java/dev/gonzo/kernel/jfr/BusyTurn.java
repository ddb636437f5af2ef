package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.gonzo.BusyTurn")
@Label("Busy Turn")
@Description("A task computes and lets no other task run; use yieldNow or runInThread")
final class BusyTurn extends LongTurnEvent {}
