# Sourced: the files of lib/grid that are the switch, whole numbers only.
#
# SPDX-License-Identifier: Apache-2.0
switch_sources=(switch.c connected.c islanded.c sync.c outputs.c contacts.c inhibit.c orders.c)
proved_sources=(contacts.c sync.c outputs.c inhibit.c switch.c)
proved_slowly=(islanded.c) # left out by --ci
