"""ostrov: smart-grid dispatch. Battery, sun, PV, forecast, grid, plan and station, as in C.

Units are SI and in the names. Positive power flows into the site bus: import, PV and discharge.
NaN or None in a measurement = not measured. An error is an OstrovError that names the field.

    import ostrov
    battery = ostrov.Battery(chemistry="lfp", capacity_wh=10_000, charge_limit_w=5_000,
                             discharge_limit_w=5_000, soc_start_ratio=0.8)
    battery.step(battery_w=3600, dt_s=1)
    print(battery.state.soc_ratio)

Takes the library from the file OSTROV_LIBRARY names, from inside this package, or from the system.

SPDX-License-Identifier: Apache-2.0
"""

from typing import Tuple

from ._battery import Battery, BatteryConfig, BatterySample, BatteryState, battery_wear
from ._battery_health import (
    TELEMETRY_REASONS,
    Health,
    HealthConfig,
    HealthSample,
    HealthState,
    Telemetry,
    TelemetryConfig,
    TelemetrySample,
    TelemetryState,
)
from ._battery_power import (
    Cell,
    CellState,
    PackString,
    PackSum,
    PowerBounds,
    PowerCapability,
    PowerReach,
    cell_rest,
    pack_cells,
    pack_join,
    pack_share,
    power_energy,
    power_window,
)
from ._battery_soc import (
    CellModel,
    CellPoint,
    Soc,
    SocConfig,
    SocSample,
    SocState,
    cell_at,
    cell_preset,
    cell_read,
)
from ._battery_wear import (
    Ageing,
    AgeingConfig,
    AgeingState,
    AgeingStress,
    Rainflow,
    RainflowCycle,
    RainflowState,
    WearConfig,
    WearHold,
    WearSegment,
    wear_calendar,
    wear_holds,
    wear_segments,
)
from ._calendar import Civil, Zone, is_holiday
from ._columns import Columns
from ._constants import BatteryWarning, Category, Inhibit, Repair, SocNote, Status, SyncBlock, Value
from ._errors import OstrovError
from ._forecast import Forecast, ForecastConfig, ForecastScore
from ._forecast_learn import Learner, LearnerConfig, LearnerScore
from ._forecast_plant import ForecastPlant, ForecastPlantConfig, ForecastPlantState
from ._forecast_scenarios import Scenarios, ScenariosConfig, ScenariosState, reduce_paths
from ._grid import Grid, GridConfig, GridOrder, GridReport, GridSample, GridState
from ._grid_code import (
    GridChange,
    GridCodeInfo,
    GridFinding,
    GridOverride,
    GridPoint,
    GridRule,
    GridSettings,
    grid_audit,
    grid_audit_page,
    grid_audit_text,
    grid_certainty_note,
    grid_certainty_text,
    grid_code,
    grid_code_rule,
    grid_code_settings,
    grid_codes,
    grid_rules,
    grid_settings_check,
    grid_settings_config,
    grid_settings_override,
    grid_settings_points,
    grid_settings_read_points,
)
from ._grid_elements import (
    ElementSample,
    Elements,
    ElementsConfig,
    ElementsState,
    Enter,
    EnterConfig,
    EnterState,
    IslandLoad,
    IslandRest,
    Ndz,
    Ride,
    RideConfig,
    RideState,
    Rocof,
    RocofConfig,
    RocofState,
    VectorShift,
    VectorShiftConfig,
    VectorShiftState,
    elements_category,
    ndz_boundary,
    ndz_island,
    ndz_zone,
    ride_category,
    ride_status_text,
)
from ._grid_explain import (
    GridBlocker,
    GridRecord,
    grid_mode_text,
    grid_mode_words,
    grid_reason_text,
    grid_reason_words,
    grid_record_text,
    grid_unit_words,
)
from ._grid_measure import (
    Phasor,
    PhasorConfig,
    PhasorState,
    Sequence,
    SyncCheck,
    SyncCheckConfig,
    SyncCheckSample,
    SyncCheckState,
    VoltageMean,
    VoltageMeanConfig,
    VoltageMeanState,
    grid_sample_from_phasors,
    sequence_components,
)
from ._grid_support import (
    Autonomy,
    GridCurve,
    GridDroop,
    GridIslandDroop,
    GridLimit,
    GridLimitState,
    GridResponse,
    GridShed,
    GridShedConfig,
    GridStore,
    GridSupport,
    GridSupportSample,
    GridSupportState,
    Tiers,
    grid_autonomy,
    grid_autonomy_n,
    grid_curve_value,
    grid_droop_power,
    grid_island_hz,
    grid_settings_droop,
    grid_tiers,
    grid_volt_var_curve,
    grid_volt_watt_curve,
)
from ._irradiance import (
    Plane,
    PlaneIrradiance,
    SPLIT_MODELS,
    SunMean,
    irradiance_clearness,
    irradiance_dirint,
    irradiance_engerer2,
    irradiance_from_plane,
    irradiance_mean_on_plane,
    irradiance_on_plane,
    irradiance_refine,
    irradiance_split,
    sun_interval,
)
from ._layout import Field, LayoutError
from ._library import lib as _lib
from ._library import milp as _milp
from ._library import table as _table
from ._library import tables as _tables
from ._fleet import FleetPlan, solve_fleet
from ._plan import Plan, PlanReason, PlanVerdict, WishMissed
from ._plan_layers import Responder, Steer, SteerConfig, SteerSample, SteerState
from ._plan_problem import (
    PlanBattery,
    PlanBlock,
    PlanEfficiency,
    PlanGroup,
    PlanPeak,
    PlanScenario,
    PlanTaper,
    PlanTier,
    PlanVehicle,
    PlanWear,
    Problem,
    ProblemMended,
    edges,
    problem_repair,
)
from ._plan_solve import PlanOptions, solve
from ._pv import PvConfig, Weather, pv_clear, pv_power
from ._pv_models import (
    PvAdr,
    PvDiffuse,
    PvDiode,
    PvDriesse,
    PvFuentes,
    PvGlass,
    PvHsu,
    PvKimber,
    PvModule,
    PvPlane,
    PvPoints,
    PvPvsystModule,
    PvSandia,
    PvSapmModule,
    PvSapmPoints,
    PvSheds,
    PvSnow,
    PvThermal,
    PvTracker,
    PvTwoSides,
    pv_cell_temperature,
    pv_current,
    pv_dc_huld,
    pv_dc_pvwatts,
    pv_efficiency_adr,
    pv_fuentes,
    pv_hsu,
    pv_incidence,
    pv_incidence_diffuse,
    pv_inverter_adr,
    pv_inverter_pvwatts,
    pv_inverter_sandia,
    pv_kimber,
    pv_masked_sky,
    pv_masking_angle,
    pv_maximum,
    pv_module_diode,
    pv_prilliman,
    pv_pvsyst_diode,
    pv_sapm,
    pv_sapm_irradiance,
    pv_shaded_rows,
    pv_sheds_irradiance,
    pv_singlediode,
    pv_snow,
    pv_snow_loss,
    pv_track,
    pv_voltage,
)
from ._pv_plant import PvArray, PvInverter, PvPlant, PvPlantConfig, PvSteps
from ._station import (
    Command,
    Event,
    Measurement,
    Station,
    StationConfig,
    StationState,
    station_fallback,
)
from ._sun import (
    AIR_MASS_MODELS,
    Atmosphere,
    EXTRA_MODELS,
    Ephemeris,
    Irradiance,
    Place,
    Sun,
    SunEvents,
    SunOptions,
    YearDay,
    air_altitude,
    air_mass,
    air_pressure,
    atmosphere_linke,
    clearsky,
    clearsky_under,
    extra_irradiance,
    linke_kasten,
    sun_delta_t,
    sun_events,
    sun_position,
    sun_yearday,
)
from ._time import as_datetime
from ._values import Series

__version__ = "0.1.0"


def version() -> str:
    """Version of the library in use, such as "0.1.0"."""
    return _lib.ostrov_version_text().decode()


def fields(name: str) -> Tuple[Field, ...]:
    """Field table of a structure, such as fields("ostrov_battery_config"): name, unit, brief, type,
    default, min, max, choices of every member."""
    return _table(name).fields


def structures() -> Tuple[str, ...]:
    """Names of all structures that have a field table."""
    return tuple(_tables)


def milp_version() -> str:
    """Version of GLPK behind solve(…, "glpk"); "" where libostrov-milp is not there."""
    library = _milp()
    return library.ostrov_milp_solver_version().decode() if library is not None else ""


__all__ = [name for name in dir() if not name.startswith("_") and name != "Tuple"]
