/* Shared by the unit tests: one main for a libcheck suite.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef OSTROV_TESTS_UNIT_H
#define OSTROV_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

/* Runs a suite and gives main's exit status. CK_FORK=no in the environment serves sanitizers. */
static inline int unit_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
