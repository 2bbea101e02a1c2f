// The rows as LanceDB holds them: a typed column for every field, as in DuckDB.
import { Binary, Bool, Field, Float64, Int32, List, Schema, TimestampMillisecond, Utf8 } from "apache-arrow";
import { Index } from "@lancedb/lancedb";

const types = {
  text: new Utf8(), int: new Int32(), float: new Float64(), bool: new Bool(), time: new TimestampMillisecond(),
  bytes: new Binary(), texts: new List(new Field("item", new Utf8(), true)),
};

const schema = (columns) => new Schema(
  columns.split(" ").map((column) => {
    const [name, type] = column.split(":");
    return new Field(name, types[type], true);
  }));

export const schemas = {
  items: schema(
    "id:int path:text name:text dir:text content:bytes size:int hidden:bool creator:text created_at:time updated_at:time " +
    "updated_by:text mimetype:text width:int height:int weather:text time_of_day:text city:text camera:text speed:float " +
    "altitude:float temperature:float trip:int quality:int blur:float reviewed:bool captured_at:time tags:texts " +
    "lidar_points:int lat:float lon:float rating:text operator:text note:text batch:int"),
  annotations: schema(
    "id:int item_id:int label:text type:text creator:text created_at:time updated_at:time automated:bool occluded:bool " +
    "area:int confidence:float"),
};

// Few values: a bitmap for each; many: a sorted index; arrays: a bitmap for each element.
export const indexes = {
  items: {
    weather: Index.bitmap(), city: Index.bitmap(), tags: Index.labelList(), id: Index.btree(), path: Index.btree(),
    speed: Index.btree(), quality: Index.btree(), trip: Index.btree(), captured_at: Index.btree(), lidar_points: Index.btree(),
  },
  annotations: {
    label: Index.bitmap(), type: Index.bitmap(), id: Index.btree(), item_id: Index.btree(), area: Index.btree(),
    confidence: Index.btree(),
  },
};
