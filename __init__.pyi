from .app.plan_study import plan_study as plan_study
from .app.study import Study as Study
from .app.study import open_study as open_study
from .app.study import validate_study as validate_study
from .coverage.assessment import Assessment as Assessment
from .coverage.assessment import assess as assess
from .coverage.gap_clusters import gap_clusters as gap_clusters
from .coverage.site_check import SiteCheck as SiteCheck
from .coverage.site_check import check_site as check_site
from .coverage.zones import access_zone as access_zone
from .data.fetch import FetchReport as FetchReport
from .data.fetch import fetch_place as fetch_place
from .data.layer import Layer as Layer
from .data.osm_answers import NOMINATIM_URL as NOMINATIM_URL
from .data.osm_answers import OVERPASS_URL as OVERPASS_URL
from .data.population import read_population as read_population
from .data.roads import read_roads as read_roads
from .data.sample import sample_study as sample_study
from .data.sites import read_sites as read_sites
from .data.units import assign_units as assign_units
from .data.units import read_units as read_units
from .geo.errors import Fault as Fault
from .geo.errors import HalfhourError as HalfhourError
from .geo.errors import InputError as InputError
from .geo.network import RoadNetwork as RoadNetwork
from .geo.speeds import SpeedTable as SpeedTable
from .geo.travel_times import TravelTimes as TravelTimes
from .geo.travel_times import travel_times as travel_times
from .maps.plan_map import map as map  # noqa: A004 - hh.map is what a notebook user types
from .optimize.compare import compare as compare
from .optimize.plan import Certificate as Certificate
from .optimize.plan import Plan as Plan
from .optimize.scenario import Scenario as Scenario
from .optimize.solve import solve as solve
from .optimize.solver import SolverError as SolverError

__version__: str
