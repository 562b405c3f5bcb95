# cmake -DPROGRAM=… -DEXPECTED=… -P compare_output.cmake
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE seen RESULT_VARIABLE status)
file(READ ${EXPECTED} wanted)
if(NOT status EQUAL 0 OR NOT seen STREQUAL wanted)
  message(FATAL_ERROR "${PROGRAM} ended with ${status} and printed:\n${seen}\nexpected:\n${wanted}")
endif()
